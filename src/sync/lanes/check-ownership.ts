/** The route table of a lane: who may own what, and routes that no row can reach. */
import type { Path, Report } from './check-lane.ts';
import { mapsField } from './contract-defaults.ts';
import { canBeOwnedByQueue, isUsername } from './lane-values.ts';
import type { Lane, LaneRoute } from './lane.ts';

export type RouteOperator = 'equals' | 'starts_with' | 'in' | 'any';

/** Text(255) of Sync_Lane_Route__mdt.Value__c. */
const VALUE_LENGTH = 255;

/** The one condition of a route as it is compiled; null when it has none or several. */
export function conditionOf(
  route: LaneRoute
): { readonly operator: RouteOperator; readonly value: string | null } | null {
  const given: { operator: RouteOperator; value: string | null }[] = [];
  if (route.equals !== undefined) given.push({ operator: 'equals', value: route.equals });
  if (route.startsWith !== undefined) given.push({ operator: 'starts_with', value: route.startsWith });
  if (route.in !== undefined) given.push({ operator: 'in', value: route.in.join(',') });
  if (route.any !== undefined) given.push({ operator: 'any', value: null });
  return given.length === 1 ? given[0]! : null;
}

export function checkOwnership(lane: Lane, report: Report): void {
  const { routes, fallbackOwner, fallbackAlertPercent } = lane.ownership;
  const known = new Map<string, number>();
  const anyRoute = routes.findIndex((route) => route.any !== undefined);
  routes.forEach((route, index) => {
    const path = ['ownership', 'routes', index];
    checkOwner(lane, route.owner, [...path, 'owner'], report);
    checkRoute(lane, route, path, report);
    if (anyRoute >= 0 && index > anyRoute) report(path, `is never reached: routes[${anyRoute}] fits every row`);
    const key = JSON.stringify([route.field?.toLowerCase(), conditionOf(route)]).toLowerCase();
    const first = known.get(key);
    if (first !== undefined) report(path, `is never reached: routes[${first}] has the same condition`);
    else known.set(key, index);
  });
  if (fallbackOwner !== undefined) checkOwner(lane, fallbackOwner, ['ownership', 'fallbackOwner'], report);
  if (fallbackOwner !== undefined && anyRoute >= 0)
    report(['ownership', 'fallbackOwner'], `is never used: routes[${anyRoute}] fits every row`);
  if (fallbackAlertPercent !== undefined && fallbackOwner === undefined)
    report(['ownership', 'fallbackAlertPercent'], 'has nothing to count: fallbackOwner is not given');
}

function checkOwner(lane: Lane, name: string, path: Path, report: Report): void {
  if (!isUsername(name) && !canBeOwnedByQueue(lane.object)) {
    report(path, `${name} is a queue, but a record of ${lane.object} is always owned by a user; give a username`);
  }
}

function checkRoute(lane: Lane, route: LaneRoute, path: Path, report: Report): void {
  const condition = conditionOf(route);
  if (!condition) {
    report(path, 'must have exactly one of equals, startsWith, in, any');
    return;
  }
  if (condition.operator === 'any') {
    if (route.field !== undefined) report([...path, 'field'], 'has no meaning beside any');
    return;
  }
  if (route.field === undefined) report([...path, 'field'], 'is missing');
  else if (!mapsField(lane, route.field))
    report([...path, 'field'], `${route.field} is not a field that the lane maps`);
  const withComma = route.in?.findIndex((value) => value.includes(',')) ?? -1;
  if (withComma >= 0) report([...path, 'in', withComma], 'must not hold a comma; use a route with equals');
  if (route.in && condition.value!.length > VALUE_LENGTH)
    report([...path, 'in'], `is longer than ${VALUE_LENGTH} characters in all; use two routes`);
}
