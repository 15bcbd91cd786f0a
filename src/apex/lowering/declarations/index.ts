export { checkSupertypes } from './checks/index.ts';
export { lowerClassUnit, lowerTriggerUnit } from './units.ts';
