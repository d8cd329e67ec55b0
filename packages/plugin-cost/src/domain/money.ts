/** A price or a sum that nobody states is never 0. */
export const unknownPrice = '<unknown>'

/** Sums: cents. */
export const totalText = (usd: number): string => usd.toFixed(2)

/** A sum, marked where some of it is not known; where none of it is, it is not known. */
export const partly = (usd: number, isPartial: boolean, write = totalText): string =>
  !isPartial ? write(usd) : usd === 0 ? unknownPrice : `${write(usd)} (partial)`

/** The same for programs: null where none of it is known. */
export const knownUsd = (usd: number, isPartial: boolean): number | null => (isPartial && usd === 0 ? null : usd)

/** The convention of every total: the cents of its rows may add up to another one. */
export const unroundedNote = 'totals are of unrounded amounts'

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
