import { defineConfig } from 'vitest/config'

// Tests run on the sources: the condition selects `src` in each package's exports, as tsc does.
const conditions = ['regimen-source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/tests/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // The linter's rule takes our `fit` for Jasmine's focused `it`, so focused tests are refused here.
    allowOnly: false,
  },
})
