// Makes `await expect(element).toBeAccessible()` known to every test.
import { registerSa11yMatcher } from '@sa11y/jest';

registerSa11yMatcher();
