import {Unreadable} from './unreadable.ts'

/** The text of a document. Each reader's library is loaded with the first document that needs it. */
export async function readDocument(type: string, bytes: Uint8Array, mostCharacters: number): Promise<string> {
  switch (type) {
    case 'pdf': {
      const {readPdf} = await import('./pdf.ts')
      return readPdf(bytes, mostCharacters)
    }
    case 'docx': {
      const {readDocx} = await import('./docx.ts')
      return readDocx(bytes, mostCharacters)
    }
    case 'html': {
      const {readHtml} = await import('./html.ts')
      return readHtml(bytes, mostCharacters)
    }
    default:
      throw new Unreadable(`nothing reads ${type}`)
  }
}
