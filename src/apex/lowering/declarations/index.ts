export { checkSupertypes } from './checks/index.ts';
export { lowerAnonymousUnit, lowerClassUnit, lowerTriggerUnit } from './units.ts';
