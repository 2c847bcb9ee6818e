import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

// `cargo xtask measure`: one after the other, on a machine that does nothing else.
export default defineConfig({ ...journeys, testMatch: '*.measure.ts', workers: 1, timeout: 3_600_000 });
