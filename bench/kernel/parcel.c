/*
 * The parcel step of twin/src/web in C: the same heat balance, kinetics, growth, dose, evaporation, melting plateau and step bounds
 * (Heun on temperature, extents by exact exponentials), one parcel after the other. The rival of bench/kernel.bench.ts.
 *
 *   gcc -O3 -march=native -fno-math-errno -fno-trapping-math parcel.c -lm [-DINLINE_EXP]
 *   parcel <numbers> <parcels> <kelvin> <stiffness> <longest s>
 *
 * Left out, in C's favour: the ladder of passages, the instants of passing 400..700 K, of melting and of freezing.
 * An adaptive step for each parcel, as ours; lanes in lockstep at one dt, which vector units could run side by side, were not tried.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef INLINE_EXP
/* exp(x) without a call: 2^n times a polynomial of degree 11 on [-ln2/2, ln2/2], 1e-15 relative; x within +-700. */
static inline double EXP(double x) {
	x = x < -700 ? -700 : x > 700 ? 700 : x;
	const double shift = 6755399441055744.0; /* 1.5 * 2^52 */
	const double k = x * 1.4426950408889634 + shift;
	const double n = k - shift;
	const double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
	double p = 1.0 / 39916800;
	p = p * r + 1.0 / 3628800;
	p = p * r + 1.0 / 362880;
	p = p * r + 1.0 / 40320;
	p = p * r + 1.0 / 5040;
	p = p * r + 1.0 / 720;
	p = p * r + 1.0 / 120;
	p = p * r + 1.0 / 24;
	p = p * r + 1.0 / 6;
	p = p * r + 0.5;
	p = p * r + 1;
	p = p * r + 1;
	uint64_t bits;
	memcpy(&bits, &k, 8);
	bits = (bits + 1023) << 52;
	double scale;
	memcpy(&scale, &bits, 8);
	return p * scale;
}
#else
#define EXP exp
#endif

#define R 8.314462618
#define SIGMA 5.670374419e-8
#define TM 1073.8
#define M_SALT 0.058443
#define FUSION (28160 / M_SALT)
#define METALS 9

typedef struct { double a, er; } Law;
static struct {
	Law c1, c2, red, coarse;
	double h1, h2, y1, y2, hred, doseEr, doseK, aboveK, openMetals, openSalt, metal, salt, citrate, nacl, cpAlloy, cpCitrate, cpSalt, areal;
	int metals;
	double mole[METALS], mass[METALS], lnA[METALS], lnB[METALS], molar[METALS];
} P;
typedef struct { double surface, emissivity, view, film, gas, lasts; } Stretch;
typedef struct { double t, x1, x2, xm, k1, k2, km, rad, conv, heat, stiff, theta, dose, evSalt, ev[METALS]; } Point;
static double cloth, nacl, citrate, saltM, metalM;
static double reactionJ, radJ, convJ;

static inline double carbon(double t) {
	const double inverse = 1 / t;
	return 2775.09 - 0.12304 * t + (1.05448e8 * inverse - 958853) * inverse;
}
static inline double shomate(double t, double a, double b, double c, double d, double e) {
	t *= 1e-3;
	return (a + t * (b + t * (c + t * d)) + e / (t * t)) / M_SALT;
}

static inline void heatAndRates(Point *p, const Stretch *s, int molten) {
	const double t = p->t, inv = 1 / t;
	p->k1 = p->k2 = p->km = 0;
	if (t >= 350 && citrate != 0) {
		if (p->x1 < 1) p->k1 = P.c1.a * EXP(-P.c1.er * inv);
		if (p->x2 < 1) p->k2 = P.c2.a * EXP(-P.c2.er * inv);
		if (p->xm < 1) p->km = P.red.a * EXP(-P.red.er * inv);
	}
	const double t3 = t * t * t, e2 = s->surface * s->surface, is = 1 / s->emissivity - 1;
	const double ex = (1 / (is + 1 / (0.4 + 0.5 * p->x1)) + 1 / (is + 1 / 0.9)) * s->view * SIGMA;
	p->rad = ex * (e2 * e2 - t3 * t);
	p->conv = 2 * s->film * (s->gas - t);
	const double w = t < 250 ? 250 : t > 2500 ? 2500 : t;
	const double cs = molten ? shomate(w, -42.4478, 113.526, -43.6466, 5.89663, 39.1386)
	                         : shomate(w, 50.72389, 6.672267, -2.517167, 10.15934, -0.200675);
	p->heat = P.areal * ((cloth + citrate * (P.y1 * (p->x1 - p->x2) + P.y2 * p->x2)) * carbon(w) + nacl * cs +
	                     citrate * (1 - p->x1) * P.cpCitrate + saltM * (1 - p->xm) * P.cpSalt + metalM * p->xm * P.cpAlloy);
	const double react = citrate * (P.h1 * p->k1 * (1 - p->x1) * P.c1.er + P.h2 * p->k2 * (p->x1 - p->x2) * P.c2.er) +
	                     metalM * P.hred * p->km * (1 - p->xm) * P.red.er;
	p->stiff = (4 * ex * t3 + 2 * s->film + fabs(react) * inv * inv) / p->heat;
}

static inline void slow(Point *p) {
	const double t = p->t, inv = 1 / t;
	p->theta = p->dose = p->evSalt = 0;
	for (int k = 0; k < P.metals; k++) p->ev[k] = 0;
	if (t < 400) return;
	p->dose = EXP(P.doseEr * (1 / P.doseK - inv));
	p->theta = p->xm * P.coarse.a * EXP(-P.coarse.er * inv);
	if (t < 600) return;
	const double x = t * 1e-3, root = sqrt(x), film = 0.015 * x * root * sqrt(root);
	const double kinetic = sqrt(R * t / (2 * M_PI)), perRT = inv / R, ks = kinetic / sqrt(M_SALT);
	p->evSalt = P.openSalt * 1e5 * EXP(M_LN10 * (5.07184 - 8388.497 / (t - 82.638))) * M_SALT * perRT * (film * ks / (film + ks));
	for (int k = 0; k < P.metals; k++) {
		const double ksu = kinetic / sqrt(P.molar[k]);
		p->ev[k] = P.openMetals * P.mole[k] * EXP(P.lnA[k] - P.lnB[k] * inv) * P.molar[k] * perRT * (film * ksu / (film + ksu)) * p->xm;
	}
}

static inline void reactTo(const Point *h, Point *to, double k1, double k2, double km, double dt) {
	const double u1 = 1 - h->x1, e1 = k1 > 0 ? EXP(-k1 * dt) : 1, e2 = k2 > 0 ? EXP(-k2 * dt) : 1, gap = (k2 - k1) * dt;
	const double bridge = gap > -1e-7 && gap < 1e-7 ? k2 * dt * e2 : k2 * (e1 - e2) / (k2 - k1);
	to->x1 = k1 > 0 ? 1 - u1 * e1 : h->x1;
	to->x2 = k2 > 0 ? 1 - ((1 - h->x2) * e2 + u1 * bridge) : h->x2;
	to->xm = km > 0 ? 1 - (1 - h->xm) * EXP(-km * dt) : h->xm;
	reactionJ = citrate * (P.h1 * (to->x1 - h->x1) + P.h2 * (to->x2 - h->x2)) + metalM * P.hred * (to->xm - h->xm);
}

static inline void freeStep(const Point *h, Point *g, Point *to, const Stretch *s, int molten, double dt) {
	reactTo(h, g, h->k1, h->k2, h->km, dt);
	g->t = h->t + ((h->rad + h->conv) * dt - reactionJ) / h->heat;
	heatAndRates(g, s, molten);
	reactTo(h, to, (h->k1 + g->k1) / 2, (h->k2 + g->k2) / 2, (h->km + g->km) / 2, dt);
	radJ = (h->rad + g->rad) / 2 * dt;
	convJ = (h->conv + g->conv) / 2 * dt;
	to->t = h->t + (radJ + convJ - reactionJ) * 2 / (h->heat + g->heat);
}

typedef struct { double theta, dose, above, peak, evSalt, ev[METALS], gas, vent, radJ, convJ, fusion, reaction, kelvinS; } Kept;

static double follow(double loading, const Stretch *path, int stretches, double kelvin, double stiffness, double longest, double *ends, Kept *kept) {
	Point h = {0}, g = {0}, to = {0};
	h.t = 298.15;
	nacl = loading * P.nacl, citrate = loading * P.citrate, saltM = loading * P.salt, metalM = loading * P.metal;
	double melt = 0;
	memset(kept, 0, sizeof *kept);
	for (int z = 0; z < stretches; z++) {
		const Stretch *s = path + z;
		double left = s->lasts;
		heatAndRates(&h, s, melt == 1);
		slow(&h);
		while (left > 0) {
			const double flux = h.rad + h.conv;
			double dt = fmin(longest, fmin(stiffness / h.stiff, kelvin * h.heat / fabs(flux)));
			dt = fmin(left, dt > 1e-7 ? dt : 1e-7);
			double melted = melt;
			const double net = flux - citrate * (P.h1 * h.k1 * (1 - h.x1) + P.h2 * h.k2 * (h.x1 - h.x2)) - metalM * P.hred * h.km * (1 - h.xm);
			if (h.t == TM && ((melt > 0 && melt < 1) || (net > 0 && melt == 0) || (net < 0 && melt == 1))) {
				/* Nothing reacts by then but a residue: the end of the plateau follows from the net heat. */
				dt = fmin(left, longest);
				const double store = nacl * FUSION;
				reactTo(&h, &to, h.k1, h.k2, h.km, dt);
				melted = melt + (flux * dt - reactionJ) / store;
				if (melted > 1 || melted < 0) {
					const double bound = melted > 1 ? 1 : 0;
					dt *= (bound - melt) / (melted - melt);
					reactTo(&h, &to, h.k1, h.k2, h.km, dt);
					melted = bound;
				}
				to.t = TM;
				radJ = h.rad * dt, convJ = h.conv * dt;
				kept->fusion += (melted - melt) * store;
			} else {
				const int molten = melt == 1;
				freeStep(&h, &g, &to, s, molten, dt);
				if (molten ? h.t > TM && to.t < TM : h.t < TM && to.t > TM) {
					double low = 0, lowGap = h.t - TM, high = dt, highGap = to.t - TM;
					for (int k = 0; k < 60; k++) {
						dt = (low * highGap - high * lowGap) / (highGap - lowGap);
						freeStep(&h, &g, &to, s, molten, dt);
						const double gap = to.t - TM;
						if (fabs(gap) < 1e-10 || high - low < 1e-15) break;
						if ((gap > 0) == (highGap > 0)) high = dt, highGap = gap, lowGap /= 2;
						else low = dt, lowGap = gap, highGap /= 2;
					}
					to.t = TM;
				}
			}
			heatAndRates(&to, s, melted == 1);
			slow(&to);
			kept->radJ += radJ, kept->convJ += convJ, kept->reaction += reactionJ, kept->kelvinS += (h.t + to.t) / 2 * dt;
			kept->theta += (h.theta + to.theta) / 2 * dt;
			kept->dose += (h.dose + to.dose) / 2 * dt;
			kept->evSalt = fmin(nacl, kept->evSalt + (h.evSalt + to.evSalt) / 2 * dt);
			for (int k = 0; k < P.metals; k++) kept->ev[k] = fmin(metalM * P.mass[k], kept->ev[k] + (h.ev[k] + to.ev[k]) / 2 * dt);
			const double gas = citrate * ((1 - P.y1) * (to.x1 - h.x1) + (P.y1 - P.y2) * (to.x2 - h.x2)) + (saltM - metalM) * (to.xm - h.xm);
			if (gas != 0) {
				kept->gas += gas;
				kept->vent = fmax(kept->vent, gas / dt * R * (h.t + to.t) / (2 * 0.027 * 101325));
			}
			if (h.t > P.aboveK && to.t > P.aboveK) kept->above += dt;
			else if (h.t > P.aboveK || to.t > P.aboveK) kept->above += fabs((fmax(h.t, to.t) - P.aboveK) * dt / (to.t - h.t));
			kept->peak = fmax(kept->peak, to.t);
			h = to;
			melt = melted;
			left -= dt;
		}
		ends[z] = h.t;
	}
	return kept->theta;
}

static FILE *in;
static double next(void) {
	double v;
	if (fscanf(in, "%lf", &v) != 1) exit(2);
	return v;
}
static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int argc, char **argv) {
	if (argc != 6 || !(in = fopen(argv[1], "r"))) return 2;
	const int parcels = atoi(argv[2]);
	double *fields[] = {&cloth, &P.c1.a, &P.c1.er, &P.c2.a, &P.c2.er, &P.red.a, &P.red.er, &P.coarse.a, &P.coarse.er, &P.h1, &P.h2, &P.y1, &P.y2,
	                    &P.hred, &P.doseEr, &P.doseK, &P.aboveK, &P.openMetals, &P.openSalt, &P.metal, &P.salt, &P.citrate, &P.nacl,
	                    &P.cpAlloy, &P.cpCitrate, &P.cpSalt, &P.areal};
	for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) *fields[k] = next();
	P.metals = (int)next();
	for (int k = 0; k < P.metals; k++) P.mole[k] = next(), P.mass[k] = next(), P.lnA[k] = next(), P.lnB[k] = next(), P.molar[k] = next();
	const int stretches = (int)next();
	Stretch path[16];
	for (int z = 0; z < stretches; z++)
		path[z] = (Stretch){next(), next(), next(), next(), next(), next()};
	double *ends = malloc(sizeof(double) * parcels * stretches), sum = 0;
	Kept kept;
	const double start = now();
	for (int n = 0; n < parcels; n++)
		sum += follow(0.08 + 0.04 * fmod(n * 0.6180339887498949, 1), path, stretches, atof(argv[3]), atof(argv[4]), atof(argv[5]), ends + n * stretches, &kept) + kept.dose + kept.vent + kept.ev[0];
	const double took = now() - start;
	printf("%.17g %.17g\n", took, sum);
	for (int n = 0; n < parcels * stretches; n++) printf("%.17g\n", ends[n]);
	return 0;
}
