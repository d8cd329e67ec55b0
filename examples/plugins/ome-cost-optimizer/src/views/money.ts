/** `$2,004/month`; unknown is not zero. */
export const perMonth = (usd: number | undefined): string =>
  usd === undefined ? '<unknown>' : `$${usd.toLocaleString('en-US')}/month`
