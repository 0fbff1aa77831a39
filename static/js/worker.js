// What only workers' pages need: tables that sort where they stand, and rows that show that they were changed.
import { SortableTable } from '../built/moj-frontend.min.js';
import { createAll } from '../built/govuk-frontend.min.js';

createAll(SortableTable);

for (const table of document.querySelectorAll('[data-module="mash-changes"]')) {
  const differs = (box) =>
    box.type === 'checkbox' ? box.checked !== box.defaultChecked
      : box.options ? [...box.options].some((option) => option.selected !== option.defaultSelected)
        : box.value.trim() !== box.defaultValue;
  const marked = new WeakSet(table.querySelectorAll('.mash-row--changed'));
  table.addEventListener('input', ({ target }) => {
    const row = target.closest('tr');
    if (!marked.has(row)) row.classList.toggle('mash-row--changed', [...row.querySelectorAll('input, select')].some(differs));
  });
}
