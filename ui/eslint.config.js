import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const onlyTheHost = {
  patterns: [
    {
      group: ['@tauri-apps/*'],
      message: 'Only src/program/host.ts may know Tauri: ask through call() and listen().',
    },
  ],
};

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/contract', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'svelte.config.js'] },
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      'no-restricted-imports': ['error', onlyTheHost],
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: 'The core keeps all data; the page keeps none.' },
        { name: 'indexedDB', message: 'The core keeps all data; the page keeps none.' },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Svelte's own compiler knows better which values are reactive.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // There is no SvelteKit here whose router could resolve an address.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // ESLint cannot see the types of imported components; svelte-check can, and does.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // A Set or Map that no screen reads is plain on purpose.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['src/program/host.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['*.config.js', '*.config.ts', 'e2e/**/*.ts'],
    languageOptions: { globals: { ...globals.node } },
  },
  { files: ['*.config.js'], ...ts.configs.disableTypeChecked },
);
