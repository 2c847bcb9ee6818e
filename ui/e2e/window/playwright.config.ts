import { defineConfig } from '@playwright/test';

// The journeys through the real window. Playwright only runs them: the window is WebKitGTK, which
// tauri-driver drives, on a desktop that each journey opens for itself.
export default defineConfig({
  testDir: '.',
  testMatch: '*.journey.ts',
  // Patience for a machine that is busy with other programs.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  outputDir: '../../test-results/window',
  forbidOnly: true,
});
