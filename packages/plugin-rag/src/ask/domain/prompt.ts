import type {Found} from '../../domain/rag-service.ts'

/** A question with passages before it, in the manner of the service (KAITO v0.12), which takes no number of passages itself. */
export const promptOf = (question: string, context: readonly Found[]): string =>
  [
    'Context information is below.',
    '---------------------',
    context.map(({text}) => text).join('\n\n'),
    '---------------------',
    'Given the context information and not prior knowledge, answer the query.',
    `Query: ${question}`,
    'Answer: ',
  ].join('\n')
