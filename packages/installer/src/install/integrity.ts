/** The digest of an archive as locks write it, `sha512-<base64>`, from the hexadecimal one of the index. */
export const integrityOf = (sha512: string): string => `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`
