import {TextSink, Unreadable} from './unreadable.ts'

/** The text of a PDF, page after page. Nothing of it is drawn, and none of its programs is run. */
export async function readPdf(bytes: Uint8Array, mostCharacters: number): Promise<string> {
  const {getDocument} = await import('unpdf/pdfjs')
  const task = getDocument({
    data: new Uint8Array(bytes),
    enableXfa: false,
    useSystemFonts: false,
    disableFontFace: true,
    verbosity: 0,
  })
  const sink = new TextSink(mostCharacters)
  try {
    const document = await task.promise
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number)
      const {items} = await page.getTextContent()
      for (const item of items) if ('str' in item) sink.add(item.hasEOL ? `${item.str}\n` : item.str)
      sink.add('\n\n')
      page.cleanup()
    }
  } catch (error) {
    throw error instanceof Unreadable ? error : faultOf(error)
  } finally {
    await task.destroy()
  }
  if (sink.text().trim() === '')
    throw new Unreadable('no text is in it; a scan has to go through text recognition first')
  return sink.text()
}

function faultOf(error: unknown): Unreadable {
  const {name, message} = error instanceof Error ? error : new Error(String(error))
  if (name === 'PasswordException') return new Unreadable('it is protected by a password')
  return new Unreadable(`it is a damaged PDF (${message.slice(0, 120)})`)
}
