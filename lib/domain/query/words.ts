// The query language in words, for the description of the REST API. What each condition means exactly stands in tree.ts.
import { keyNames, keys } from './keys.ts';

const rows = keyNames.map((name) => `- \`${keys[name].example}\`: ${keys[name].words}`).join('\n');

export const queryInWords = `The query language, of at most 10,000 characters and 100 conditions. A wrong query is never half applied: a 400 tells where the fault stands (\`start\`, \`end\`, \`found\`) and what was \`expected\`.

Words and \`"phrases"\` are looked for in any case, and all must be there; \`-\` before a condition is not, \`OR\` is or, and brackets group. In a key's value \`*\` stands for any characters, but not in quotes, where every sign is itself and a quote is written twice. \`key:*\` is whatever is known, \`-key:*\` what is not. Names are compared whole and case-sensitive, the error in part and in any case. Times without a zone are UTC; 1 KB is 1024 bytes.

${rows}

Headers and the ids of properties are known some seconds after a letter arrived: text, whole numbers and booleans of up to 200 characters, of a header that is there twice the first. A body's values are looked for in JSON of at most 1 MB that is not packed: a number by its own characters (1.0 is not 1), an item of a list by its place from 0.`;
