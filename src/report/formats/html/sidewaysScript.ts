/**
 * Says above a table that it has more columns than fit, where that is so. Without scripts only the shade at its edge says it.
 */
export const sidewaysScript = `
(function () {
  'use strict';
  var tables = Array.prototype.slice.call(document.querySelectorAll('.wide'));
  function look() {
    tables.forEach(function (table) {
      table.previousElementSibling.hidden = table.scrollWidth <= table.clientWidth + 1;
    });
  }
  window.addEventListener('resize', look);
  look();
})();
`;
