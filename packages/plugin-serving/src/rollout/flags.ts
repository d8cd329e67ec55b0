import {Args, Flags} from '@ome/sdk/command'
import {namespaced, output, write} from '@ome/sdk/flags'

const services = ['inferenceservices.ome.io']
const nouns = {nouns: {service: services}, alias: {services: 'service'}, lone: services}

export const rolloutOperand = {
  service: Args.string({required: true, description: 'service NAME, service/NAME or NAME'}),
  name: Args.string({description: 'name of the service', hidden: true}),
}

export const rolloutCompletions = {args: {service: {object: nouns}}}

/** `25 service NAME`, or the share behind the name. */
export const shareOperand = {
  percent: Args.string({required: true, description: 'share of the requests, 1 to 99'}),
  service: Args.string({description: 'service NAME, service/NAME or NAME'}),
  name: Args.string({description: 'name of the service', hidden: true}),
}

export const shareCompletions = {args: {percent: {values: ['10', '25', '50', '75']}, service: {object: nouns}}}

export const rolloutReadFlags = {...namespaced, ...output}
export const rolloutWriteFlags = {...namespaced, ...write}

export const undoFlags = {
  ...rolloutWriteFlags,
  'to-revision': Flags.integer({description: 'revision to go back to; the one before when not given', min: 1}),
}
