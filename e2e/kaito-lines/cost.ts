import type {Course} from '../source-lines.ts'

/**
 * What things cost. List prices an hour: Standard_NC24ads_A100_v4 3.673 and Standard_NV36ads_A10_v5 3.20 in eastus
 * (2026-06-18), g6.xlarge 0.8048 in us-east-1 (2026-07-20).
 */
export const cost: Course = {
  name: 'cost',
  lines: [
    {
      section: 'K69',
      line: 'kaitoctl cost --workspace my-workspace --duration 8h',
      out: [/^8 h +1 +3\.673 +29\.38$/m, 'Azure/karpenter-provider-azure, 2026-06-18'],
    },
    {
      section: 'K70',
      line: 'kaitoctl cost estimate --model llama-3.3-70b-instruct --instance-type Standard_NC24ads_A100_v4 --duration 24h',
      out: [/^24 h +3 +11\.019 +264\.46$/m],
    },
    {
      section: 'K71',
      line: 'kaitoctl cost estimate --model phi-3-mini --method qlora --duration 4h --show-breakdown',
      out: [/^4 h +1 +3\.20 +12\.80$/m, /^GPU-hours: +4\.0$/m],
      err: ['"phi-3-mini" is taken as phi-3-mini-4k-instruct'],
    },
    {
      section: 'K72',
      line: 'kaitoctl cost compare --model phi-3-mini --duration 8h --clouds azure,aws',
      out: [/^azure +Standard_NV36ads_A10_v5 .* 25\.60 /m, /^aws +g6\.xlarge .* 6\.44 /m],
    },
    {
      section: 'K73',
      line: 'kaitoctl cost compare --workspace my-workspace --clouds azure,aws --show-instance-types',
      out: [
        /^azure +Standard_NC24ads_A100_v4 +1 +1 +3\.673 .* runs there$/m,
        /^azure +Standard_NV36ads_A10_v5 +1 +1 +3\.20 /m,
        /^aws +g6\.xlarge +1 +1 +0\.8048 /m,
      ],
    },
    {
      section: 'K74',
      line: 'kaitoctl cost optimize --model llama-3.3-70b-instruct --budget 100 --duration 24h',
      code: 3,
      out: [/the smallest total is 264\.46, .* buys 9\.08 h of it/],
    },
    {
      section: 'K75',
      line: 'kaitoctl cost optimize --workspace my-workspace --show-alternatives',
      out: [/^Standard_NV36ads_A10_v5 .* 345\.29 +needs recreate$/m],
    },
    {
      section: 'K76',
      line: 'kaitoctl cost history --workspace my-workspace --days 30',
      out: [/^total +7\d\d\.\d +26\d\d\.\d\d +30 days$/m],
    },
    {
      section: 'K77',
      line: 'kaitoctl cost history --namespace kaito --show-trends',
      out: [/^total +88\d\.\d +32[56]\d\.\d\d +30 days$/m, /\((\+100|\+99|\+101) %\)/],
    },
    {
      section: 'K93',
      line: 'kaitoctl cost --workspace gen-answers',
      out: [/^month +2 +7\.346 +5362\.58$/m],
    },
  ],
}
