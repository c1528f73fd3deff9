// The playground's tool: arithmetic, without eval.

/** The value of an expression of numbers, + - * / and brackets. @throws SyntaxError for anything else */
export function calculate(expression: string): number {
  const tokens = expression.match(/\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|\S/gi) ?? [];
  let at = 0;
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-')
      value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[at] === '*' || tokens[at] === '/') value = tokens[at++] === '*' ? value * factor() : value / factor();
    return value;
  };
  const factor = (): number => {
    const token = tokens[at++];
    if (token === '-') return -factor();
    if (token === '+') return factor();
    if (token !== '(') return numberOf(token);
    const value = sum();
    if (tokens[at++] !== ')') throw new SyntaxError('a bracket is not closed');
    return value;
  };
  const value = sum();
  if (at < tokens.length) throw new SyntaxError(`unexpected ${tokens[at]}`);
  return value;
}

function numberOf(token: string | undefined): number {
  if (token === undefined) throw new SyntaxError('the expression ends too early');
  const value = Number(token);
  if (Number.isNaN(value)) throw new SyntaxError(`unexpected ${token}`);
  return value;
}

/** The result of a call of the calculator, as the text that the model gets. `argumentsText` is JSON from the model. */
export function callCalculator(argumentsText: string): string {
  try {
    const { expression } = JSON.parse(argumentsText) as { expression?: unknown };
    return String(calculate(String(expression)));
  } catch (error) {
    return `error: ${(error as Error).message}`;
  }
}
