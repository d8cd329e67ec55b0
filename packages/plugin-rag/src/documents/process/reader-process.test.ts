import assert from 'node:assert/strict'
import {docx, docxBomb, page, pageBomb, paragraph, pdf, zip} from '../../../test/made-files.ts'
import type {RichReader} from '../domain/rich-reader.ts'
import {readerProcess} from './reader-process.ts'

const most = 1_000_000

describe('the reader of rich documents', () => {
  let reader: RichReader
  before(() => {
    reader = readerProcess()
  })
  after(() => reader.close())

  const table =
    '<w:tbl><w:tr><w:tc><w:p><w:r><w:t>model</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>GPUs</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'

  for (const [what, type, bytes, expected] of [
    ['the pages of a PDF', 'pdf', pdf([page('one', 'two'), page('three')]), 'one\ntwo\n\nthree\n\n'],
    ['the paragraphs of a Word document', 'docx', docx(paragraph('a &amp; b') + paragraph('c')), 'a & b\nc\n'],
    ['the cells of its tables', 'docx', docx(table), 'model \tGPUs \t\n'],
    [
      'what a page says',
      'html',
      Buffer.from(
        '<html><head><title>T</title><style>x{}</style></head><body><h1>Head</h1><script>alert(1)</script><p>one\n  two<br>three &lt;4&gt;</p>',
      ),
      'T\nHead\none two\nthree <4>',
    ],
    [
      'a page in another encoding',
      'html',
      Buffer.from('<meta charset="windows-1252"><p>Gr\xfc\xdfe', 'latin1'),
      'Grüße',
    ],
    ['a page in UTF-16', 'html', Buffer.from('\ufeff<p>wide', 'utf16le'), 'wide'],
  ] as const) {
    it(`gives ${what}`, async () => assert.deepEqual(await reader.read(type, bytes, most), {text: expected}))
  }

  for (const [what, type, bytes, fault] of [
    ['a PDF cut in the middle', 'pdf', pdf([page('one')]).subarray(0, 200), /damaged PDF/],
    ['noise with the name of a PDF', 'pdf', Buffer.alloc(5000, 'x'), /damaged PDF/],
    ['a PDF without text', 'pdf', pdf(['']), /text recognition/],
    ['a text behind the name of a Word document', 'docx', Buffer.from('hello'), /archive is damaged/],
    ['an archive that is no Word document', 'docx', zip([{name: 'a', bytes: Buffer.from('a')}]), /no Word document/],
    ['a bomb that says how large it is', 'docx', docxBomb(130), /unpacks to more than 128 MiB/],
    ['a bomb that lies about it', 'docx', docxBomb(130, 1000), /archive is damaged|unpacks to more/],
    ['a program behind the name of a page', 'html', Buffer.from('\x7fELF\0\0'), /binary data/],
    ['a page that is nested without end', 'html', Buffer.from('<div>'.repeat(6000)), /nested more than 5000 deep/],
    ['a Word document that is', 'docx', docx('<w:p>'.repeat(6000)), /nested more than 5000 deep/],
    ['more text than a document should hold', 'docx', docx(paragraph('x'.repeat(most + 1))), /more than 1000000 char/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const said = await reader.read(type, bytes, most)
      assert.match('fault' in said ? said.fault : 'read', fault)
    })
  }

  it('survives a PDF that fills the memory, and reads the next one', async () => {
    const small = readerProcess({timeMs: 60_000, memoryMiB: 192})
    const said = await small.read('pdf', pdf([pageBomb(160)]), most)
    const next = await small.read('pdf', pdf([page('next')]), most)
    small.close()

    assert.deepEqual(said, {fault: 'reading it needs more than 192 MiB'})
    assert.deepEqual(next, {text: 'next\n\n'})
  })

  it('gives up a document that takes too long, and reads the next one', async () => {
    const hasty = readerProcess({timeMs: 0, memoryMiB: 192})
    const said = await hasty.read('pdf', pdf([page('one')]), most)
    hasty.close()

    assert.deepEqual(said, {fault: 'it is not read within 0 s'})
  })
})
