import { printable } from '#src/kernel/text.ts'
import type { Step } from './plan.ts'

const VALUE_MAX = 80

/**
 * A step as one line for an administrator: `+` added, `~` changed or moved, `-` removed.
 *
 * A secret reads `(secret)`, whatever it is; a page is shown by its size.
 */
export function describe(step: Step): string {
  const subject = [step.resource.path, step.resource.name].filter(Boolean).join(' ')
  switch (step.kind) {
    case 'add': {
      const { set, sealed } = step.resource
      const values = Object.entries(set).map(([name, value]) => `${name}=${shown(name, value)}`)
      return ['+', subject, ...values, ...secretsOf(sealed)].join(' ')
    }
    case 'change': {
      const { set, sealed } = step.change
      const values = Object.entries(set).map(([name, value]) => {
        return `${name}: ${shown(name, step.resource.set[name] ?? '')} → ${shown(name, value)}`
      })
      return `~ ${subject} ${[...values, ...secretsOf(sealed)].join(', ')}`
    }
    case 'move':
      return `~ ${subject} moved ${step.before ? `before ${step.before.name}` : 'last'}`
    case 'remove':
      return `- ${subject}`
  }
}

function secretsOf(sealed: { readonly set: object } | undefined): string[] {
  return Object.keys(sealed?.set ?? {}).map((name) => `${name}=(secret)`)
}

function shown(name: string, value: string): string {
  if (name === 'contents') return `(${new TextEncoder().encode(value).length} octets)`
  return value === '' ? '(none)' : printable(value, VALUE_MAX)
}
