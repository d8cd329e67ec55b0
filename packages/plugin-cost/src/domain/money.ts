/** Sums: cents. */
export const totalText = (usd: number): string => usd.toFixed(2)

/** A sum, marked where some of it is not known. */
export const partly = (usd: number, isPartial: boolean): string => `${totalText(usd)}${isPartial ? ' (partial)' : ''}`

/** A price or a sum that nobody states is never 0. */
export const unknownPrice = '<unknown>'

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
