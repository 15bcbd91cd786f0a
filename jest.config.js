// Component tests. TypeScript is stripped, not checked, by the transformer: `config/jest/tsconfig.json` is the program that checks.
import sfdxLwcJest from '@salesforce/sfdx-lwc-jest/config.js';

/** @type {import('jest').Config} */
export default {
  ...sfdxLwcJest.jestConfig,
  roots: ['<rootDir>/force-app', '<rootDir>/config/jest'],
  testMatch: ['**/__tests__/**/*.test.ts'],
  // The sources themselves, never the JavaScript that a build left beside them.
  moduleFileExtensions: ['ts', 'js', 'html', 'css', 'json'],
  moduleNameMapper: {
    ...sfdxLwcJest.jestConfig.moduleNameMapper,
    '\\.css$': '<rootDir>/config/jest/no-styles.ts',
    '^testing/exceptionFixtures$': '<rootDir>/tests/browser/exception-fixtures.ts',
    '^testing/(.+)$': '<rootDir>/config/jest/$1.ts'
  },
  setupFilesAfterEnv: [...sfdxLwcJest.jestConfig.setupFilesAfterEnv, '<rootDir>/config/jest/accessibility.ts'],
  collectCoverageFrom: ['force-app/**/lwc/**/*.ts', '!**/__tests__/**'],
  coverageDirectory: 'reports/coverage-lwc',
  modulePathIgnorePatterns: ['<rootDir>/.local-org/', '<rootDir>/reports/'],
  watchPathIgnorePatterns: ['<rootDir>/.local-org/', '<rootDir>/reports/'],
  // Component tests never wait for anything real; one that hangs should say so soon. Accessibility scans take a second or two.
  testTimeout: 20_000
};
