// What only workers' pages need: tables that sort where they stand.
import { SortableTable } from '../built/moj-frontend.min.js';
import { createAll } from '../built/govuk-frontend.min.js';

createAll(SortableTable);
