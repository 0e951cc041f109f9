/*
 * The parcel step of twin/src/web in C, gates and all: the same integrators (Bogacki-Shampine 3(2) on temperature with extents by exact
 * exponentials of the mean rates; a two-derivative method of fifth order where nothing reacts), the same control of the step, the same
 * melting plateau, the same end-corrected integrals and passages, one parcel after the other. The second rival of bench/kernel.bench.ts.
 *
 *   gcc -O3 -march=native -fno-math-errno -fno-trapping-math parcel.c -lm [-DINLINE_EXP]
 *   parcel <numbers> <parcels> <error K> <kelvin> <stiffness> <longest s>
 *
 * One thing differs: rates, vapour pressures and specific heats are worked out where they are wanted, as their equations stand; ours reads
 * them from a table. Prints the CPU seconds, the number of free steps and a sum that keeps the work alive, then the temperatures at zone
 * ends.
 */
#include "common.h"

#define RUNGS 128
#define SALT_LEAST 1e-6
#define SHORTEST 1e-9

typedef struct { double error, kelvin, stiffness, longest; } Bounds;
/* A point in time: temperature, what is left to react, rates, slope, flux of radiation. */
typedef struct { double t, u1, u2, um, k1, k2, km, slope, flux; } Point;
typedef struct {
	/* What it is made of. */
	double reacts, nacl, metal, charred1, charred2, heat1, heat2, heatM, citrateHeat, saltHeat, alloyHeat, gas1, gas2, gasM;
	/* What surrounds it. */
	double inverse, seen, below, surface4, film, gas;
	/* Where it is, what the last stage left, and the step at hand. */
	Point p;
	double heat, exchange, carbon, rest, fluxes, kelvins, error, dt, wish, melt, clock;
	/* The step before, for the integrals. */
	double before, slopeBefore, formingBefore;
	double dose, growth, salt, lost[METALS];
} Parcel;
typedef struct {
	double above, peak, peakS, up400, up700, down700, down600, down500, down90, down90K, meltStart, meltEnd, freezeStart, freezeEnd;
	double theta, dose, evSalt, ev[METALS], gas, vent, radJ, convJ, fusionJ, reactionJ, kelvinS;
	double ladder[RUNGS];
	int rungs;
} Kept;
static long steps;

static inline double decay(double x) {
	if (x > 0.25) return EXP(-x);
	const double x2 = x * x;
	return 1 - x + x2 * (0.5 - x * (1.0 / 6)) + x2 * x2 * (1.0 / 24 - x * (1.0 / 120) + x2 * (1.0 / 720 - x * (1.0 / 5040)));
}

/* A stage `along` after the beginning at a mean slope and mean rates. */
static inline Point stage(Parcel *b, int molten, double along, double slope, double s1, double s2, double sm) {
	const Point h = b->p;
	Point to;
	const double q1 = along * s1, q2 = along * s2, e1 = decay(q1), e2 = decay(q2), gap = q2 - q1;
	to.u1 = h.u1 * e1;
	to.u2 = h.u2 * e2 + h.u1 * (gap > -1e-7 && gap < 1e-7 ? q2 * e2 : q2 * (e1 - e2) / gap);
	to.um = h.um * decay(along * sm);
	const double t = to.t = h.t + along * slope, w = held(t), inv = 1 / w;
	double reaction = 0;
	to.k1 = to.k2 = to.km = 0;
	if (t >= b->reacts) {
		if (to.u1 > 0) to.k1 = P.c1.a * EXP(-P.c1.er * inv);
		if (to.u2 > 0) to.k2 = P.c2.a * EXP(-P.c2.er * inv);
		if (to.um > 0) to.km = P.red.a * EXP(-P.red.er * inv);
		reaction = b->heat1 * to.k1 * to.u1 + b->heat2 * to.k2 * (to.u2 - to.u1) + b->heatM * to.km * to.um;
	}
	const double white = 0.4 + 0.5 * (1 - to.u1), faces = b->below + b->seen * white / (b->inverse * white + 1);
	b->carbon = cloth + b->charred1 * (to.u2 - to.u1) + b->charred2 * (1 - to.u2);
	b->rest = b->citrateHeat * to.u1 + b->saltHeat * to.um + b->alloyHeat * (1 - to.um);
	b->heat = P.areal * (b->carbon * carbonHeat(w, inv) + b->nacl * saltHeat(w, inv, molten) + b->rest);
	b->exchange = faces;
	to.flux = faces * (b->surface4 - t * t * (t * t));
	to.slope = (to.flux + b->film * (b->gas - t) - reaction) / b->heat;
	return to;
}

static inline Point reactingStep(Parcel *b, int molten, double dt) {
	const Point h = b->p;
	const Point one = stage(b, molten, 0.5 * dt, h.slope, h.k1, h.k2, h.km);
	const Point two = stage(b, molten, 0.75 * dt, one.slope, one.k1, one.k2, one.km);
#define MEAN(of) (2.0 / 9 * h.of + 1.0 / 3 * one.of + 4.0 / 9 * two.of)
	const Point end = stage(b, molten, dt, MEAN(slope), MEAN(k1), MEAN(k2), MEAN(km));
	b->fluxes = MEAN(flux);
	b->kelvins = MEAN(t);
#undef MEAN
#define ERROR(of) fabs(-5.0 / 72 * h.of + 1.0 / 12 * one.of + 1.0 / 9 * two.of - 1.0 / 8 * end.of)
	const double ofSlope = ERROR(slope);
	const double ofReaction = (b->heat1 * end.u1 * ERROR(k1) + b->heat2 * (end.u2 - end.u1) * ERROR(k2) + b->heatM * end.um * ERROR(km)) / b->heat;
#undef ERROR
	b->error = dt * (ofSlope > ofReaction ? ofSlope : ofReaction);
	return end;
}

/* Where nothing reacts: slope, bend (second derivative), heat capacity and flux at a temperature. */
typedef struct { double slope, bend, heat, flux; } Inert;
static inline Inert inertAt(const Parcel *b, int molten, double t) {
	const double w = held(t), inv = 1 / w, milli = w * 1e-3, square = inv * inv;
	const double carbon = P.areal * b->carbon, nacl = P.areal * b->nacl, over = b->exchange * t * (t * t);
	Inert at;
	at.heat = carbon * carbonHeat(w, inv) + nacl * saltHeat(w, inv, molten) + P.areal * b->rest;
	const double carbonRise = -0.12304 + (958853 - 2 * 1.05448e8 * inv) * square;
	const double saltRise = (1e-3 / M_SALT) * (molten ? 113.526 + milli * (-2 * 43.6466 + milli * 3 * 5.89663) - 2 * 39.1386 * 1e9 * square * inv
	                                                  : 6.672267 + milli * (-2 * 2.517167 + milli * 3 * 10.15934) + 2 * 0.200675 * 1e9 * square * inv);
	at.flux = b->exchange * b->surface4 - over * t;
	at.slope = (at.flux + b->film * (b->gas - t)) / at.heat;
	at.bend = (-4 * over - b->film - at.slope * (carbon * carbonRise + nacl * saltRise)) * at.slope / at.heat;
	return at;
}
static inline Point inertStep(Parcel *b, int molten, double dt) {
	const Point h = b->p;
	const double bend = inertAt(b, molten, h.t).bend, square = dt * dt;
	const Inert a = inertAt(b, molten, h.t + 0.4 * dt * h.slope + 0.08 * square * bend);
	const Inert c = inertAt(b, molten, h.t + dt * h.slope + square * (0.75 * a.bend - 0.25 * bend));
	Point end = h;
	end.t = h.t + dt * h.slope + square * (0.125 * bend + 25.0 / 72 * a.bend + 1.0 / 36 * c.bend);
	const Inert e = inertAt(b, molten, end.t);
	const double four = -4 * b->exchange;
	end.slope = e.slope;
	end.flux = e.flux;
	b->heat = e.heat;
	b->fluxes = (h.flux + e.flux) / 2 + dt / 12 * four * (h.t * h.t * h.t * h.slope - end.t * end.t * end.t * e.slope);
	b->kelvins = (h.t + end.t) / 2 + dt / 12 * (h.slope - e.slope);
	b->error = fabs(end.t - h.t - dt / 2 * (h.slope + e.slope) - square / 12 * (bend - e.bend));
	return end;
}
/* Temperature from which something that is left reacts. */
static inline double reactsFrom(const Point *p) {
	double from = INFINITY;
	if (!(P.citrate > 0)) return from;
	if (p->u1 > 0) from = P.from1;
	if (p->u2 > 0 && P.from2 < from) from = P.from2;
	if (p->um > 0 && P.fromM < from) from = P.fromM;
	return from;
}
static inline Point step(Parcel *b, int reacting, int molten, double dt) {
	return reacting ? reactingStep(b, molten, dt) : inertStep(b, molten, dt);
}

/* A step with the temperature free; it ends where the salt begins to melt or freeze. */
static inline Point freeStep(Parcel *b, const Bounds *bounds, int reacting, int molten, double left) {
	const Point h = b->p;
	const double share = h.t * h.t * 1e-6;
	double allowed = share < 1 ? bounds->error * share : bounds->error;
	int inert = !reacting || h.t < b->reacts;
	const double stiffness = inert ? 1.5 * bounds->stiffness : bounds->stiffness;
	if (inert) allowed *= 0.25;
	double dt = b->wish < left ? b->wish : left;
	const double rate = fabs(h.slope), relaxes = 4 * b->exchange * h.t * h.t * h.t + b->film;
	if (dt * rate > bounds->kelvin) dt = bounds->kelvin / rate;
	if (dt * relaxes > stiffness * b->heat) dt = stiffness * b->heat / relaxes;
	if (dt < SHORTEST) dt = SHORTEST < left ? SHORTEST : left;
	Point to;
	for (;;) {
		to = step(b, !inert, molten, dt);
		if (b->error <= allowed || dt <= SHORTEST) {
			if (!(inert && reacting && to.t >= b->reacts)) break;
			inert = 0;
			allowed /= 0.25;
			b->wish = dt *= 0.25;
			continue;
		}
		const double less = sqrt(allowed / b->error), shrink = 0.9 * (inert ? sqrt(less) : less);
		dt *= shrink > 0.2 ? shrink : 0.2;
		b->wish = dt;
	}
	const double grow = 0.9 * sqrt(sqrt(allowed / (b->error + 1e-30))), wish = dt * (grow < 4 ? grow : 4);
	if (wish > b->wish || dt >= b->wish) b->wish = wish < bounds->longest ? wish : bounds->longest;
	if (molten ? h.t > TM && to.t < TM : h.t < TM && to.t > TM) {
		if (b->nacl > SALT_LEAST) {
			const int rising = h.t < TM;
			double low = 0, high = dt;
			for (int n = 0; n < 60; n++) {
				const double gap = to.t - TM;
				if (fabs(gap) <= 1e-9 || high - low <= 1e-15) break;
				if ((gap > 0) == rising) high = dt;
				else low = dt;
				const double at = dt - gap / to.slope;
				dt = at > low && at < high ? at : (low + high) / 2;
				to = step(b, !inert, molten, dt);
			}
			to.t = TM;
		} else b->melt = molten ? 0 : 1;
	}
	b->dt = dt;
	steps++;
	return to;
}

static inline double radiationAt(const Parcel *b, double uncharred) {
	const double white = 0.4 + 0.5 * (1 - uncharred), t = b->p.t;
	return (b->below + b->seen * white / (b->inverse * white + 1)) * (b->surface4 - t * t * (t * t));
}
/* Molten share after `dt` of a plateau, were there no bound to it. */
static inline double after(Parcel *b, Point *to, double dt, double melt) {
	const Point h = b->p;
	const double e1 = EXP(-h.k1 * dt), e2 = EXP(-h.k2 * dt), gap = (h.k2 - h.k1) * dt;
	to->u1 = h.u1 * e1;
	to->u2 = h.u2 * e2 + h.u1 * (gap > -1e-7 && gap < 1e-7 ? h.k2 * dt * e2 : h.k2 * (e1 - e2) / (h.k2 - h.k1));
	to->um = h.um * EXP(-h.km * dt);
	b->fluxes = (radiationAt(b, h.u1) + radiationAt(b, to->u1)) / 2;
	const double reaction = b->heat1 * (h.u1 - to->u1) + b->heat2 * (h.u2 - to->u2) + b->heatM * (h.um - to->um);
	return melt + ((b->fluxes + b->film * (b->gas - h.t)) * dt - reaction) / (b->nacl * FUSION);
}
static Point plateau(Parcel *b, double longest) {
	const double melt = b->melt, chars = b->p.u1 > 1e-9 ? fmax(SHORTEST, 0.25 / b->p.k1) : longest;
	Point to = b->p;
	double dt = fmin(longest, chars), end = after(b, &to, dt, melt);
	if (end > 1 || end < 0) {
		const double bound = end > 1 ? 1 : 0;
		double low = 0, lowGap = melt - bound, high = dt, highGap = end - bound;
		for (int k = 0; k < 60 && high - low > 1e-15; k++) {
			dt = low + (high - low) * lowGap / (lowGap - highGap);
			const double gap = after(b, &to, dt, melt) - bound;
			if (fabs(gap) < 1e-13) break;
			if ((gap > 0) == (highGap > 0)) high = dt, highGap = gap, lowGap /= 2;
			else low = dt, lowGap = gap, highGap /= 2;
		}
		end = bound;
	}
	if (!(dt > 0)) {
		dt = fmin(longest, SHORTEST);
		after(b, &to, dt, melt);
	}
	b->dt = dt;
	b->melt = end;
	return to;
}

/* The point where a step begins, weighted by the steps on both its sides, with their end corrections. */
static inline void keepPoint(Parcel *b, double dt) {
	const Point h = b->p;
	if (h.t < 400) return;
	const double weight = (b->before + dt) / 2, ends = (dt * dt * h.slope - b->before * b->before * b->slopeBefore) / 12;
	const double t = held(h.t), inv = 1 / t, square = inv * inv, reduced = 1 - h.um;
	b->dose += P.doseA * EXP(-P.doseEr * inv) * (weight + ends * P.doseEr * square);
	if (reduced > 0) {
		const double forming = (dt * dt * h.km * h.um - b->before * b->before * b->formingBefore) / 12;
		b->growth += EXP(-P.coarse.er * inv) * (reduced * (weight + ends * P.coarse.er * square) + forming);
	}
	if (h.t < 600) return;
	const double x = t * 1e-3, root = sqrt(x), film = 0.015 * x * root * sqrt(root), kinetic = sqrt(R / (2 * M_PI) * t);
	const double s = 1 / (t - 82.638), ks = kinetic * (1 / sqrt(M_SALT)), both = 1 / (film + ks);
	b->salt += EXP(M_LN10 * (10.07184 - 8388.497 * s)) * (M_SALT / R) * inv * (film * ks * both) *
	           (weight + ends * (M_LN10 * 8388.497 * s * s - inv + inv * (1.75 * ks + 0.5 * film) * both));
	if (reduced <= 0) return;
	for (int k = 0; k < P.metals; k++) {
		const double kk = kinetic * P.invRoot[k], with = 1 / (film + kk);
		b->lost[k] += reduced * P.amount[k] * EXP(P.lnA[k] - P.lnB[k] * inv) * inv * (film * kk * with) *
		              (weight + ends * (P.lnB[k] * square - inv + inv * (1.75 * kk + 0.5 * film) * with));
	}
}

static inline double shareAt(double level, double a, double b, double first, double second) {
	const double s = (level - a) / (b - a), rest = 1 - s;
	return s * s * (3 - 2 * s) + first * s * rest * rest - second * s * s * rest;
}
static inline void keepPassages(const Parcel *p, Kept *k, const Point *to) {
	const double a = p->p.t, b = to->t, dt = p->dt, above = P.aboveK, clock = p->clock;
	if (a == b) {
		if (b > above) k->above += dt;
		return;
	}
	const double mean = (b - a) / dt;
	double first = mean / p->p.slope, second = mean / to->slope;
	if (!(first >= 0 && first <= 3)) first = first < 0 ? 0 : 3;
	if (!(second >= 0 && second <= 3)) second = second < 0 ? 0 : 3;
#define SHARE(level) shareAt(level, a, b, first, second)
	if (a > above ? b > above : b > above && a == above) k->above += dt;
	else if (a > above) k->above += dt * SHARE(above);
	else if (b > above) k->above += dt * (1 - SHARE(above));
	if (b > a) {
		if (a < 400 && b >= 400 && isnan(k->up400)) k->up400 = clock + dt * SHARE(400);
		if (a < 700 && b >= 700 && isnan(k->up700)) k->up700 = clock + dt * SHARE(700);
		if (b <= k->peak) return;
		k->peak = b;
		k->peakS = clock + dt;
		for (double level = 310 + 10 * k->rungs; level <= b && k->rungs < RUNGS; level += 10)
			k->ladder[k->rungs++] = level > a ? clock + dt * SHARE(level) : clock;
		return;
	}
	if (a >= 700 && b < 700) k->down700 = clock + dt * SHARE(700);
	if (a >= 600 && b < 600) k->down600 = clock + dt * SHARE(600);
	if (a >= 500 && b < 500) k->down500 = clock + dt * SHARE(500);
	const double high = 0.9 * k->peak;
	if (a >= high && b < high) k->down90 = clock + dt * SHARE(high), k->down90K = high;
#undef SHARE
}

static void advance(Parcel *b, const Stretch *s, const Bounds *bounds, Kept *kept) {
	const double e2 = s->surface * s->surface;
	b->inverse = 1 / s->emissivity - 1;
	b->seen = s->view * SIGMA;
	b->below = b->seen / (b->inverse + 1 / 0.9);
	b->surface4 = e2 * e2;
	b->film = 2 * s->film;
	b->gas = s->gas;
	if (!(b->wish > 0)) b->wish = bounds->longest;
	b->before = b->slopeBefore = b->formingBefore = b->dose = b->growth = b->salt = 0;
	for (int k = 0; k < P.metals; k++) b->lost[k] = 0;
	const double began1 = b->p.u1, began2 = b->p.u2, beganM = b->p.um;
	double left = s->lasts, radJ = 0, lag = 0;
	b->reacts = reactsFrom(&b->p);
	int reacting = b->reacts < INFINITY, molten = b->melt == 1;
	b->p = stage(b, molten, 0, 0, 0, 0, 0);
	while (left > 0) {
		const double melt = b->melt, slope = b->p.slope;
		const int stands = b->p.t == TM && b->nacl > SALT_LEAST && ((melt > 0 && melt < 1) || (slope > 0 && melt == 0) || (slope < 0 && melt == 1));
		Point to;
		if (stands) {
			to = plateau(b, bounds->longest < left ? bounds->longest : left);
			const double now = b->melt;
			if (melt == 0 && now > 0 && isnan(kept->meltStart)) kept->meltStart = b->clock;
			if (now < melt && (melt == 1 || isnan(kept->freezeStart))) kept->freezeStart = b->clock;
			if (now == 1 && melt < 1 && isnan(kept->meltEnd)) kept->meltEnd = b->clock + b->dt;
			if (now == 0 && melt > 0) kept->freezeEnd = b->clock + b->dt;
			kept->fusionJ += (now - melt) * b->nacl * FUSION;
			b->p.slope = b->p.km = 0;
			lag += (TM - b->gas) * b->dt;
		} else {
			to = freeStep(b, bounds, reacting, molten, left);
			lag += (b->kelvins - b->gas) * b->dt;
		}
		radJ += b->fluxes * b->dt;
		keepPoint(b, b->dt);
		keepPassages(b, kept, &to);
		if (reacting && !stands) {
			const double gas = b->gas1 * to.k1 * to.u1 + b->gas2 * to.k2 * (to.u2 - to.u1) + b->gasM * to.km * to.um, speed = gas * VENT * to.t;
			if (speed > kept->vent) kept->vent = speed;
		}
		b->before = b->dt;
		b->slopeBefore = stands ? 0 : to.slope;
		b->formingBefore = stands ? 0 : to.km * to.um;
		b->clock += b->dt;
		left -= b->dt;
		b->p = to;
		if (reacting) {
			if (b->p.u1 < WHOLE) b->p.u1 = 0;
			if (b->p.u2 < WHOLE) b->p.u2 = 0;
			if (b->p.um < WHOLE) b->p.um = 0;
			b->reacts = reactsFrom(&b->p);
			reacting = b->reacts < INFINITY;
		}
		if (stands) {
			molten = b->melt == 1;
			b->p = stage(b, molten, 0, 0, 0, 0, 0);
		} else if (!(b->nacl > SALT_LEAST)) molten = b->p.t > TM;
	}
	keepPoint(b, 0);
	kept->dose += b->dose;
	kept->theta += P.coarse.a * b->growth;
	kept->evSalt = fmin(b->nacl, kept->evSalt + P.openSalt * b->salt);
	for (int k = 0; k < P.metals; k++)
		kept->ev[k] = fmin(b->metal * (1 - b->p.um) * P.mass[k], kept->ev[k] + P.openMetals * b->lost[k]);
	kept->gas += b->gas1 * (began1 - b->p.u1) + b->gas2 * (began2 - b->p.u2) + b->gasM * (beganM - b->p.um);
	kept->reactionJ += b->heat1 * (began1 - b->p.u1) + b->heat2 * (began2 - b->p.u2) + b->heatM * (beganM - b->p.um);
	kept->radJ += radJ;
	kept->convJ -= b->film * lag;
	kept->kelvinS += b->gas * s->lasts + lag;
}

static void follow(double loading, const Bounds *bounds, double *ends, Kept *kept) {
	const double citrate = loading * P.citrate, salt = loading * P.salt, metal = loading * P.metal;
	Parcel b = {
		.nacl = loading * P.nacl, .metal = metal, .charred1 = citrate * P.y1, .charred2 = citrate * P.y2,
		.heat1 = citrate * P.h1, .heat2 = citrate * P.h2, .heatM = metal * P.hred,
		.citrateHeat = citrate * P.cpCitrate, .saltHeat = salt * P.cpSalt, .alloyHeat = metal * P.cpAlloy,
		.gas1 = citrate * (1 - P.y1), .gas2 = citrate * (P.y1 - P.y2), .gasM = salt - metal,
		.p = {.t = 298.15, .u1 = 1, .u2 = 1, .um = 1},
	};
	*kept = (Kept){.peak = 298.15, .up400 = NAN, .up700 = NAN, .meltStart = NAN, .meltEnd = NAN, .freezeStart = NAN, .freezeEnd = NAN};
	for (int z = 0; z < stretches; z++) {
		advance(&b, path + z, bounds, kept);
		ends[z] = b.p.t;
	}
}

int main(int argc, char **argv) {
	if (argc != 7) return 2;
	readNumbers(argv[1]);
	const int parcels = atoi(argv[2]);
	const Bounds bounds = {atof(argv[3]), atof(argv[4]), atof(argv[5]), atof(argv[6])};
	double *ends = malloc(sizeof(double) * parcels * stretches), sum = 0;
	Kept kept;
	/* Warm as ours is: caches, clock of the processor. */
	for (int n = 0; n < parcels; n++) follow(0.1, &bounds, ends, &kept);
	steps = 0;
	const double start = now();
	for (int n = 0; n < parcels; n++) {
		follow(loadingOf(n), &bounds, ends + n * stretches, &kept);
		sum += kept.theta + kept.dose + kept.vent + kept.evSalt + kept.ev[0] + kept.radJ + kept.convJ + kept.kelvinS + kept.above + kept.down90;
	}
	tell(now() - start, steps, sum, ends, parcels * stretches);
	return 0;
}
