import {OmeError} from '@ome/sdk/errors'
import {csvRows} from './csv.ts'

/** A question with what a good index has for it. */
export interface Question {
  readonly question: string
  /** A part of the answer, or the source of the document; may be empty where a document is named. */
  readonly expected: string
  readonly docId?: string
}

const mostQuestions = 10_000

/** Questions of a CSV file: `question,expected[,doc_id]` in a header, in any order. Throws `usage` for anything else. */
export function questionsIn(text: string, file: string): readonly Question[] {
  const wrong = (why: string): OmeError =>
    new OmeError('usage', `${file}: ${why}`, ['its first line is question,expected or question,expected,doc_id'])
  const rows = csvRows(text.replace(/^\ufeff/, ''))
  if (rows === undefined) throw wrong('a quote is not closed, or has text behind it')
  const [header, ...body] = rows
  const columns = header?.cells.map((cell) => cell.toLowerCase()) ?? []
  const [asked, hoped, named] = ['question', 'expected', 'doc_id'].map((column) => columns.indexOf(column))
  if (asked === undefined || asked < 0)
    throw wrong(
      columns.length === 1 && columns[0]?.includes(';')
        ? 'its columns stand between semicolons: put commas there'
        : 'there is no column "question"',
    )
  if ((hoped ?? -1) < 0 && (named ?? -1) < 0) throw wrong('there is no column "expected"')
  if (body.length === 0) throw wrong('there are no questions in it')
  if (body.length > mostQuestions) throw wrong(`it has ${body.length} questions; ${mostQuestions} are asked at most`)
  return body.map(({line, cells}) => {
    const cell = (column = -1): string => cells[column] ?? ''
    const docId = cell(named)
    if (cells.length > columns.length)
      throw wrong(`line ${line} has more cells than the header: put quotes around commas`)
    if (cell(asked) === '') throw wrong(`line ${line} has no question`)
    if (cell(hoped) === '' && docId === '') throw wrong(`line ${line} says nothing that is expected`)
    return {question: cell(asked), expected: cell(hoped), ...(docId === '' ? {} : {docId})}
  })
}
