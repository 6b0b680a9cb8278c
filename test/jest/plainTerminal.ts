// Imported before conic: messages are looked at as on a terminal with block characters and without colours.
process.env['NO_COLOR'] = '1';
process.env['TERM'] = 'xterm';
