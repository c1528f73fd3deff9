// The weights of attention as a picture, with the same numbers as a table for those who cannot see it.
import { type Attention, columnText, largest, percent, type Row } from './attention.ts';

/** In CSS pixels. Few columns are wide, many narrow with labels at intervals. */
const cell = { narrowest: 10, widest: 44, height: 20 };
const rowWidth = () => (matchMedia('(min-width: 40rem)').matches ? 640 : 230);
const label = { left: 92, apart: 16, ofChar: 6 };
const mostLabelChars = 12;

export function AttentionPicture({ told, rows }: { told: Attention; rows: readonly Row[] }) {
  const nColumns = rows[0]?.weights.length ?? 0;
  const width = Math.min(cell.widest, Math.max(cell.narrowest, rowWidth() / nColumns));
  const every = Math.ceil(label.apart / width);
  const texts = Array.from({ length: nColumns }, (_, column) => columnText(told, column).slice(0, mostLabelChars));
  const below = 20 + Math.max(0, ...texts.map(({ length }) => length)) * label.ofChar;
  const size = { x: label.left + nColumns * width + 8, y: rows.length * cell.height + below };
  return (
    <svg
      class="attention"
      role="img"
      aria-label={`Weights of ${rows.length} rows over ${nColumns} columns; the table below has the largest.`}
      width={size.x}
      height={size.y}
      viewBox={`0 0 ${size.x} ${size.y}`}
    >
      {rows.map((row, y) => (
        <g key={row.name} transform={`translate(0 ${y * cell.height})`}>
          <text x={label.left - 8} y={cell.height - 6} text-anchor="end">
            {row.name}
          </text>
          {row.weights.map((weight, column) => (
            <Cell key={column} {...{ told, row, weight, column, width }} />
          ))}
        </g>
      ))}
      {texts.map((text, column) =>
        column % every === 0 ? (
          <text
            key={column}
            class={column * told.positions_per_column < told.prompt_tokens ? 'prompt' : 'answer'}
            text-anchor="end"
            transform={`translate(${label.left + (column + 0.5) * width + 4} ${rows.length * cell.height + 10}) rotate(-60)`}
          >
            {text}
          </text>
        ) : null,
      )}
    </svg>
  );
}

interface CellProps {
  readonly told: Attention;
  readonly row: Row;
  readonly weight: number;
  readonly column: number;
  readonly width: number;
}

function Cell({ told, row, weight, column, width }: CellProps) {
  const { sliding_window: window, position, positions_per_column: n } = told;
  const isUnseen = window !== null && (column + 1) * n <= position + 1 - window;
  return (
    <rect
      class={isUnseen ? 'unseen' : 'seen'}
      x={label.left + column * width}
      y={1}
      width={width - 1}
      height={cell.height - 2}
      // By the square root, since most weights are small.
      style={isUnseen ? undefined : { '--weight': Math.sqrt(weight).toFixed(3) }}
    >
      <title>{`${row.name}: ${percent(weight)} at “${columnText(told, column)}”${isUnseen ? ', outside the window' : ''}`}</title>
    </rect>
  );
}

/** The largest weights of each row. */
export function AttentionTable({ told, rows }: { told: Attention; rows: readonly Row[] }) {
  return (
    <table class="weights">
      <caption>The largest weights of each row</caption>
      <thead>
        <tr>
          <th scope="col">Row</th>
          <th scope="col">Looked at</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            <td>
              {largest(row, 5).map(({ column, weight }) => (
                <span key={column} class="looked">
                  <code>{columnText(told, column)}</code> {percent(weight)}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
