/**
 * How much of a test runs: `npm test` takes a sample of what is repeated with other seeds, clocks or versions, `npm run test:full` takes all of it.
 * Every kind of assertion is made in both.
 */

/** The first value in `npm run test:full`, the second in `npm test`. */
export function fullOr<T>(all: T, sample: T): T {
  return process.env['SMOLFAAS_TEST_FULL'] === '1' ? all : sample;
}
