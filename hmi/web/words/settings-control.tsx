import { type Ref, useEffect, useRef, useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { changeSettings, LANGUAGES, PALETTES, type Settings, TEMPERATURES, useSettings } from './settings.ts'
import { TEXTS } from './texts.ts'

/** Each language by its own name. */
const LANGUAGE_NAMES: Readonly<Record<Settings['language'], string>> = { en: 'English', de: 'Deutsch', ja: '日本語' }

/** Language, palette and unit of temperature of this screen: a button, and a sheet that lies over the display, never over header or banner. */
export function SettingsControl() {
	const text = useTexts(TEXTS)
	const [isOpen, setOpen] = useState(false)
	const opener = useRef<HTMLButtonElement>(null)
	const close = (): void => {
		setOpen(false)
		opener.current?.focus()
	}
	return (
		<span className="settings">
			<button
				ref={opener}
				type="button"
				className="plain-button settings-button"
				aria-expanded={isOpen}
				aria-label={text('settings')}
				onClick={() => setOpen(!isOpen)}
			>
				<svg className="settings-mark" viewBox="0 0 20 20" aria-hidden="true">
					<path d="M2 5h16M2 10h16M2 15h16" />
					<circle cx="7" cy="5" r="2.5" />
					<circle cx="13" cy="10" r="2.5" />
					<circle cx="6" cy="15" r="2.5" />
				</svg>
			</button>
			{isOpen && <SettingsSheet close={close} />}
		</span>
	)
}

function SettingsSheet({ close }: { readonly close: () => void }) {
	const text = useTexts(TEXTS)
	const settings = useSettings()
	const first = useRef<HTMLButtonElement>(null)
	useEffect(() => first.current?.focus(), [])
	return (
		<section
			className="panel sign-in settings-sheet"
			aria-label={text('settings')}
			onKeyDown={(event) => {
				if (event.key === 'Escape') close()
			}}
		>
			<Choice
				firstRef={first}
				title={text('language')}
				choices={LANGUAGES.map((language) => [language, LANGUAGE_NAMES[language]])}
				chosen={settings.language}
				choose={(language) => changeSettings({ language })}
			/>
			<Choice
				title={text('palette')}
				choices={PALETTES.map((palette) => [palette, text(palette)])}
				chosen={settings.palette}
				choose={(palette) => changeSettings({ palette })}
			/>
			<Choice
				title={text('temperature')}
				choices={TEMPERATURES.map((unit) => [unit, unit])}
				chosen={settings.temperature}
				choose={(temperature) => changeSettings({ temperature })}
			/>
			<button type="button" className="command-button" onClick={close}>
				{text('close')}
			</button>
		</section>
	)
}

function Choice<T extends string>(p: {
	readonly title: string
	readonly choices: readonly (readonly [value: T, words: string])[]
	readonly chosen: T
	readonly choose: (value: T) => void
	readonly firstRef?: Ref<HTMLButtonElement>
}) {
	return (
		<fieldset className="choice">
			<legend>{p.title}</legend>
			{p.choices.map(([value, words], k) => (
				<button
					key={value}
					ref={k === 0 ? p.firstRef : undefined}
					type="button"
					className="command-button"
					aria-pressed={value === p.chosen}
					onClick={() => p.choose(value)}
				>
					{words}
				</button>
			))}
		</fieldset>
	)
}
