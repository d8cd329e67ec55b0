import {crc32, deflateRawSync, deflateSync} from 'node:zlib'

interface Part {
  readonly name: string
  readonly bytes: Uint8Array
  /** What the archive claims its size to be, when it lies. */
  readonly claimed?: number
}

/** A ZIP archive of deflated parts. */
export function zip(parts: readonly Part[]): Buffer {
  const files: Buffer[] = []
  const list: Buffer[] = []
  let offset = 0
  for (const {name, bytes, claimed = bytes.length} of parts) {
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc32(bytes), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(claimed, 18)
    head.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    list.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), head, tail, Buffer.from(name)]))
    files.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...files, directory, Buffer.from('PK\x05\x06'), end])
}

const word = (body: string): string =>
  `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`

/** A Word document with this body. */
export const docx = (body: string): Buffer =>
  zip([
    {name: '[Content_Types].xml', bytes: Buffer.from('<Types/>')},
    {name: 'word/document.xml', bytes: Buffer.from(word(body))},
  ])

/** A paragraph of a Word document. */
export const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

/** An archive of some hundred kilobytes that unpacks to so many megabytes, whatever it claims. */
export const docxBomb = (megabytes: number, claimed?: number): Buffer =>
  zip([
    {
      name: 'word/document.xml',
      bytes: Buffer.alloc(megabytes * 2 ** 20, ' '),
      ...(claimed === undefined ? {} : {claimed}),
    },
  ])

/** A PDF of one page per content stream; a stream may be given packed. */
export function pdf(pages: readonly (string | Buffer)[]): Buffer {
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ')
  const objects: (string | Buffer)[] = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ...pages.flatMap((content, index) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents ${5 + index * 2} 0 R>>`,
      streamOf(content),
    ]),
  ]
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  const offsets: number[] = []
  let length = parts[0]?.length ?? 0
  objects.forEach((object, index) => {
    offsets.push(length)
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')])
    parts.push(part)
    length += part.length
  })
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  parts.push(
    Buffer.from(
      `xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<</Size ${count}/Root 1 0 R>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

function streamOf(content: string | Buffer): Buffer {
  const isPacked = typeof content !== 'string'
  const head = `<</Length ${content.length}${isPacked ? '/Filter/FlateDecode' : ''}>>\nstream\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\nendstream')])
}

/** The content stream of a page that says these lines. */
export const page = (...lines: readonly string[]): string =>
  `BT /F1 12 Tf 14 TL 72 720 Td ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`

/** A page whose content unpacks to so many megabytes. */
export const pageBomb = (megabytes: number): Buffer => deflateSync(Buffer.alloc(megabytes * 2 ** 20, ' '))
