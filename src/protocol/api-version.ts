/** The API versions that the local org answers. Source: salesforce-facts "Versions today" (262 = 67.0, 264 = 68.0). */
export const NEWEST_API_VERSION = 67;
export const OLDEST_API_VERSION = 45;

const LABELS = ['Winter', 'Spring', 'Summer'];

export interface ApiVersion {
  readonly label: string;
  readonly url: string;
  readonly version: string;
}

/** Release label of an API version: 67 is Summer '26, three releases a year. */
function label(version: number): string {
  const releases = version - 65;
  const season = LABELS[((releases % 3) + 3) % 3] ?? 'Winter';
  const year = 26 + Math.floor(releases / 3);
  return `${season} '${year}`;
}

export function listApiVersions(): ApiVersion[] {
  const versions: ApiVersion[] = [];
  for (let version = OLDEST_API_VERSION; version <= NEWEST_API_VERSION; version++) {
    versions.push({ label: label(version), url: `/services/data/v${version}.0`, version: `${version}.0` });
  }
  return versions;
}
