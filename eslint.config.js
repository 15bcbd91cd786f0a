/** Lint rules: strict TypeScript for what Node runs, Salesforce's own rules for Lightning web components. */
import js from '@eslint/js';
import lwcConfig from '@salesforce/eslint-config-lwc';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const LWC_FILES = ['force-app/**/lwc/**/*.ts'];
const NODE_FILES = ['src/**/*.ts', 'tests/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts'];

/** A file past this is two files. Blank lines and comments count: they are read too. */
const maximumLines = { 'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }] };

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'reports/',
      'coverage/',
      '.local-org/',
      'force-app/**/lwc/*/*.js',
      '**/*.d.ts',
      'tests/fixtures/'
    ]
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['*.js', 'config/**/*.js'],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.node }
  },
  {
    files: NODE_FILES,
    extends: [js.configs.recommended, tseslint.configs.strict, tseslint.configs.stylistic],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...maximumLines,
      eqeqeq: 'error',
      'no-console': 'off',
      // Readers of text formats name control characters on purpose.
      'no-control-regex': 'off',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', prefer: 'type-imports', disallowTypeAnnotations: false }
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A promise that nobody waits for loses its error; in the local org that is a lost row.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] }]
        }
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      // Maps and arrays are read at places that were just checked; the check is a line above the `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Counting from 1, an empty function as a default and a class of statics are fine.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/consistent-generic-constructors': 'off'
    }
  },
  {
    files: LWC_FILES,
    extends: [lwcConfig.configs.recommendedTs],
    rules: {
      ...maximumLines,
      // The TypeScript compiler checks names, uses and index signatures; Salesforce's configuration reads types as if they were values.
      'no-undef': 'off',
      'no-unused-vars': 'off',
      'no-restricted-globals': 'off',
      'dot-notation': 'off'
    }
  },
  {
    files: ['force-app/**/__tests__/**/*.ts'],
    languageOptions: { globals: { ...globals.jest, ...globals.node } },
    rules: {
      // A test waits for what a person would: a promise chain inside an act is what is tested.
      '@lwc/lwc/no-async-operation': 'off'
    }
  }
);
