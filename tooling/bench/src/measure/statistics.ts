/** The numbers that are printed, made from samples of interleaved rounds. */

/**
 * The value below which a share of the samples lies, interpolated between neighbours.
 *
 * @param samples at least one finite number, in any order
 * @param share from 0 to 1
 */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError("there are no samples");
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a share lies between 0 and 1, not at ${share}`);
  if (!samples.every(Number.isFinite)) throw new RangeError("a sample is not a finite number");
  const sorted = [...samples].sort((left, right) => left - right);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle of the samples: half are below, half above. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/**
 * The ratio of two variants in each round. What slows the machine down for a while slows both, so it cancels out; a
 * ratio of two medians would keep it.
 *
 * @param samples one sample of each round
 * @param base those of what it is compared with, of the same rounds
 */
export function roundRatios(samples: readonly number[], base: readonly number[]): readonly number[] {
  if (samples.length !== base.length) throw new RangeError("the samples are not of the same rounds");
  return samples.map((sample, round) => sample / (base[round] ?? Number.NaN));
}

/** The difference of two variants in each round, for what is added rather than multiplied. */
export function roundDifferences(samples: readonly number[], base: readonly number[]): readonly number[] {
  if (samples.length !== base.length) throw new RangeError("the samples are not of the same rounds");
  return samples.map((sample, round) => sample - (base[round] ?? Number.NaN));
}
