import type { Answer } from './internet.ts'

const TOKEN = /\$\(([^)]*)\)/g

/** What a hotspot page's `$(name)` stands for; a name ending in `-esc` is the same, URL-escaped. */
export type Variables = Readonly<Record<string, string>>

/**
 * Fills a RouterOS hotspot page: `$(name)`, `$(name-esc)`, and `$(if name)`, `$(if name == 'text')`,
 * `$(elif …)`, `$(else)`, `$(endif)`, nested. An unknown variable is empty, as on the router.
 *
 * `$(if http-status == 302)…$(endif)` and `$(if http-header == "Location")…$(endif)` are no questions:
 * they set what they name (MikroTik manual, Hotspot customisation).
 */
export function fillHotspotPage(template: string, variables: Variables): Answer {
  const headers: Record<string, string> = {}
  let status = 200
  const body = template
    .replace(STATUS_SETTER, (_, code: string) => {
      status = Number(code)
      return ''
    })
    .replace(HEADER_SETTER, (_, name: string, value: string) => {
      headers[name.toLowerCase()] = fill(value, variables)
      return ''
    })
  return { status, headers, body: fill(body, variables) }
}

const STATUS_SETTER = /\$\(if http-status == (\d{3})\)[^$]*\$\(endif\)\s*/g
const HEADER_SETTER = /\$\(if http-header == "([\w-]+)"\)([\s\S]*?)\$\(endif\)\s*/g

function fill(template: string, variables: Variables): string {
  const branches: Branch[] = []
  let page = ''
  let at = 0
  for (const token of template.matchAll(TOKEN)) {
    if (branches.every(({ shows }) => shows)) page += template.slice(at, token.index)
    at = token.index + token[0].length
    const words = token[1]?.trim() ?? ''
    if (!turn(branches, words, variables) && branches.every(({ shows }) => shows)) {
      page += valueIn(words, variables)
    }
  }
  return page + template.slice(at)
}

type Branch = { shows: boolean; taken: boolean }

/** Takes a conditional; false when the words are a variable. */
function turn(branches: Branch[], words: string, variables: Variables): boolean {
  const [word = '', ...rest] = words.split(/\s+/)
  const condition = rest.join(' ')
  const branch = branches.at(-1)
  if (word === 'if') {
    const holds = isTrue(condition, variables)
    branches.push({ shows: holds, taken: holds })
  } else if (word === 'elif' && branch) {
    branch.shows = !branch.taken && isTrue(condition, variables)
    branch.taken ||= branch.shows
  } else if (word === 'else' && branch) {
    branch.shows = !branch.taken
    branch.taken = true
  } else if (word === 'endif') {
    branches.pop()
  } else {
    return false
  }
  return true
}

function isTrue(condition: string, variables: Variables): boolean {
  const [, name = '', operator, text = ''] =
    /^([\w-]+)(?:\s*(==|!=)\s*["']?([^"']*)["']?)?$/.exec(condition) ?? []
  const value = valueIn(name, variables)
  if (operator === '==') return value === text
  if (operator === '!=') return value !== text
  return value !== ''
}

function valueIn(name: string, variables: Variables): string {
  const plain = variables[name]
  if (plain !== undefined) return plain
  return name.endsWith('-esc') ? encodeURIComponent(variables[name.slice(0, -4)] ?? '') : ''
}

/** Octets as RouterOS prints a challenge: every one a backslash and three octal digits. */
export function octalEscaped(octets: Uint8Array): string {
  return Array.from(octets, (octet) => `\\${octet.toString(8).padStart(3, '0')}`).join('')
}
