import { defineConfig } from '@playwright/test';
import browser from '../../playwright.config';

// Not tests: pictures of every screen to look at, in target/pictures (`cargo xtask pictures`).
export default defineConfig({
  ...browser,
  testDir: '.',
  testMatch: '*.play.ts',
  outputDir: '../../test-results/pictures',
});
