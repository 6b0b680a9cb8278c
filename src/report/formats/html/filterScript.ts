/**
 * Shows the limits and counterexamples of one property, and the counterexamples of one label. Without
 * scripts the choice stays hidden and everything is shown. It reads numbers and never text from the report.
 */
export const filterScript = `
(function () {
  'use strict';
  var filter = document.getElementById('filter');
  if (filter === null) return;
  var property = document.getElementById('property');
  var label = document.getElementById('label');
  var count = document.getElementById('count');
  var items = Array.prototype.slice.call(document.querySelectorAll('[data-property]'));
  function has(item, name, wanted) {
    var given = item.getAttribute(name);
    return wanted === '' || given === null || given.split(' ').indexOf(wanted) !== -1;
  }
  function apply() {
    var shown = { limit: 0, counterexample: 0 };
    var all = { limit: 0, counterexample: 0 };
    items.forEach(function (item) {
      var kind = item.getAttribute('data-kind');
      item.hidden = !(has(item, 'data-property', property.value) && has(item, 'data-labels', label.value));
      all[kind] += 1;
      if (!item.hidden) shown[kind] += 1;
    });
    count.textContent = ['limit', 'counterexample'].filter(function (kind) {
      return all[kind] > 0;
    }).map(function (kind) {
      return shown[kind] + ' of ' + all[kind] + ' ' + kind + 's';
    }).join(', ');
    filter.className = property.value === '' && label.value === '' ? '' : 'active';
  }
  property.addEventListener('change', apply);
  label.addEventListener('change', apply);
  filter.hidden = false;
  apply();
})();
`;
