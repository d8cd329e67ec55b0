import type {View} from '@ome/sdk/view'
import {type Answer, answerLine} from '../domain/answer.ts'

export const answerDocument: View<Answer> = {
  kind: 'ChatAnswer',
  name: ({service}) => `inferenceservice.ome.io/${service}`,
  blocks: (answer) => [
    {type: 'text', text: answer.content},
    {type: 'text', text: answerLine(answer), tone: 'muted'},
  ],
}
