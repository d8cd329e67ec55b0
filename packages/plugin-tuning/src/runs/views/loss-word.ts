/** A loss in the words of the trainer, which says `nan` and `inf` of one that is no number. */
export function lossWord(loss: number | undefined): string | number {
  if (loss === undefined) return '-'
  return Number.isFinite(loss) ? loss : String(loss).replace('NaN', 'nan').replace('Infinity', 'inf')
}

/** JSON knows no other numbers. */
export const finite = (loss: number | undefined): number | null =>
  loss !== undefined && Number.isFinite(loss) ? loss : null
