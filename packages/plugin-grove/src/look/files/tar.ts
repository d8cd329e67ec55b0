const block = 512

/** What an archive ends with. */
export const tarEnd: Buffer = Buffer.alloc(2 * block)

/** One file of an archive, readable for its owner alone. Format: POSIX.1-1988 ustar. */
export function tarEntry(path: string, data: Buffer, modified: Date): Buffer {
  const {prefix, name} = split(path)
  const header = Buffer.alloc(block)
  header.write(name, 0, 100)
  writeOctal(header, 0o600, 100, 8)
  writeOctal(header, 0, 108, 8)
  writeOctal(header, 0, 116, 8)
  writeOctal(header, data.length, 124, 12)
  writeOctal(header, Math.floor(modified.getTime() / 1000), 136, 12)
  header.write('        ', 148, 8)
  header.write('0', 156, 1)
  header.write('ustar\u000000', 257, 8)
  header.write(prefix, 345, 155)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 8)
  return Buffer.concat([header, data, Buffer.alloc((block - (data.length % block)) % block)])
}

const writeOctal = (header: Buffer, value: number, at: number, length: number): number =>
  header.write(`${value.toString(8).padStart(length - 1, '0')}\u0000`, at, length)

/** A name has 100 bytes, and folders before it 155. */
function split(path: string): {readonly prefix: string; readonly name: string} {
  if (Buffer.byteLength(path) <= 100) return {prefix: '', name: path}
  const slashes = [...path.matchAll(/\//g)].map(({index}) => index)
  const fit = slashes.find(
    (at) => Buffer.byteLength(path.slice(0, at)) <= 155 && Buffer.byteLength(path.slice(at + 1)) <= 100,
  )
  if (fit !== undefined) return {prefix: path.slice(0, fit), name: path.slice(fit + 1)}
  const name = path.split('/').at(-1) ?? path
  return {prefix: path.slice(0, 150).split('/').slice(0, -1).join('/'), name: name.slice(-99)}
}
