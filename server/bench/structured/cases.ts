// Twenty answers in a form, as programs ask for them: what is asked, and the schema of the answer.

export interface FormCase {
  readonly ask: string;
  readonly schema: object;
}

const text = { type: 'string', maxLength: 60 } as const;
const whole = { type: 'integer', minimum: 0, maximum: 100_000 } as const;
const yesOrNo = { type: 'boolean' } as const;
const oneOf = (...values: string[]) => ({ type: 'string', enum: values });
const list = (items: object, maxItems = 3) => ({ type: 'array', items, minItems: 1, maxItems });

/** An object that has all of these properties. */
function object(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const address = object({ street: text, city: text, postal_code: text, country: oneOf('France', 'Germany', 'Italy') });

export const formCases: readonly FormCase[] = [
  {
    ask: 'Describe a person named Marie Dubois, 34, from Lyon.',
    schema: object({ first_name: text, last_name: text, age: whole, city: text }),
  },
  {
    ask: 'How does this sound: "I love this phone, it is great"?',
    schema: object({ sentiment: oneOf('positive', 'negative', 'neutral'), reason: text }),
  },
  {
    ask: 'Order two loaves of bread and a jar of honey.',
    schema: object({
      order_id: whole,
      items: list(object({ product_name: text, quantity: whole })),
      is_express: yesOrNo,
    }),
  },
  {
    ask: 'What is the weather in Paris?',
    schema: object({ location: text, temperature_celsius: whole, is_raining: yesOrNo }),
  },
  {
    ask: 'Plan a meeting about the budget on Monday.',
    schema: object({ title: text, start_time: { type: 'string', format: 'date-time' }, participants: list(text) }),
  },
  {
    ask: 'Write an invoice for 3 hours of work.',
    schema: object({ invoice_number: text, customer: object({ name: text, address }), total_amount: whole }),
  },
  {
    ask: 'Which language is "Guten Morgen"?',
    schema: object({ language: oneOf('English', 'French', 'German', 'Spanish'), confidence: { type: 'number' } }),
  },
  {
    ask: 'Give a recipe for an omelette.',
    schema: object({ recipe_name: text, ingredients: list(text), preparation_minutes: whole }),
  },
  {
    ask: 'Extract what happened: "Acme bought Widget Corp for 5 million dollars".',
    schema: object({
      event_type: oneOf('acquisition', 'merger', 'bankruptcy'),
      buyer: text,
      target: text,
      price: whole,
    }),
  },
  {
    ask: 'Turn on the lights in the kitchen.',
    schema: object({ device: oneOf('lights', 'heating', 'blinds'), room: text, action: oneOf('turn_on', 'turn_off') }),
  },
  {
    ask: 'Review the book "The Little Prince".',
    schema: object({ title: text, author: text, rating_out_of_five: whole, would_recommend: yesOrNo }),
  },
  {
    ask: 'Where is the Eiffel Tower?',
    schema: object({ latitude: { type: 'number' }, longitude: { type: 'number' }, place_name: text }),
  },
  {
    ask: 'Classify this ticket: "My invoice is wrong".',
    schema: object({
      category: oneOf('billing', 'technical', 'other'),
      priority: oneOf('low', 'medium', 'high'),
      summary: text,
    }),
  },
  {
    ask: 'Name two European capitals.',
    schema: object({ capitals: list(object({ city_name: text, country_name: text }), 2) }),
  },
  {
    ask: 'Search for red shoes under 50 euros.',
    schema: object({
      query: text,
      filters: object({ color: text, maximum_price: whole }),
      sort_order: oneOf('ascending', 'descending'),
    }),
  },
  {
    ask: 'Describe a cat for a register of animals.',
    schema: object({ species: text, scientific_name: text, is_domesticated: yesOrNo, average_weight_kg: whole }),
  },
  {
    ask: 'Book a flight from Rome to Oslo for one person.',
    schema: object({
      departure_city: text,
      arrival_city: text,
      passengers: whole,
      travel_class: oneOf('economy', 'business'),
    }),
  },
  {
    ask: 'Make a quiz question about the sea.',
    schema: object({
      question: text,
      options: list(text, 4),
      correct_option_index: { type: 'integer', minimum: 0, maximum: 3 },
    }),
  },
  {
    ask: 'Summarise: "The council will build a new library next year".',
    schema: object({ headline: text, main_points: list(text), needs_follow_up: yesOrNo }),
  },
  {
    ask: 'Set up a user account for Tom.',
    schema: object({
      username: text,
      permissions: object({ can_read: yesOrNo, can_write: yesOrNo, can_delete: yesOrNo }),
      notification_preferences: object({ email_enabled: yesOrNo, sms_enabled: yesOrNo }),
    }),
  },
];
