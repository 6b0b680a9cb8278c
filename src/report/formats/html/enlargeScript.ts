/**
 * Lays a button over every picture and drawing that shows it large, in a dialog that Escape, a click beside it and its own button
 * close. Without scripts pictures stay as they are. It moves what is in the page, and makes no markup of text.
 */
export const enlargeScript = `
(function () {
  'use strict';
  var shots = Array.prototype.slice.call(document.querySelectorAll('.pictures img, .drawing'));
  if (shots.length === 0 || typeof HTMLDialogElement !== 'function') return;
  function made(kind, name) {
    var element = document.createElement(kind);
    element.className = name;
    return element;
  }
  var dialog = made('dialog', 'enlarged');
  var title = made('p', 'small');
  var close = made('button', 'close');
  var cue = made('p', 'small sideways');
  var frame = made('div', 'frame');
  cue.textContent = 'More to the side: scroll the picture.';
  title.id = 'enlarged';
  close.type = 'button';
  close.textContent = 'Close';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-labelledby', title.id);
  dialog.setAttribute('aria-labelledby', title.id);
  dialog.append(title, close, cue, frame);
  document.body.append(dialog);
  close.addEventListener('click', function () { dialog.close(); });
  dialog.addEventListener('click', function (event) { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', function () { frame.replaceChildren(); });
  shots.forEach(function (shot) {
    var name = shot.getAttribute('alt') || shot.getAttribute('aria-label') || 'picture';
    var button = made('button', 'enlarge');
    button.type = 'button';
    button.setAttribute('aria-label', 'Enlarge: ' + name);
    var place = made('div', 'shot');
    shot.replaceWith(place);
    place.append(shot, button);
    button.addEventListener('click', function () {
      title.textContent = name;
      frame.replaceChildren(shot.cloneNode(true));
      dialog.showModal();
      cue.hidden = frame.scrollWidth <= frame.clientWidth + 1;
    });
  });
})();
`;
