/*
 * The web in plain C, as its equations stand: Heun's step of one fixed length on the temperature, extents by exact exponentials of the mean
 * rates, melting on the enthalpy, integrals by the trapezoid. No gate and no table: every exp is worked out in every step. Parcels lie side
 * by side, so that with an inlined exp the loop over them is compiled to vector instructions. The first rival of bench/kernel.bench.ts.
 *
 *   gcc -O3 -march=native -fno-math-errno -fno-trapping-math -DMETALS=<of the recipe> plain.c -lm [-DINLINE_EXP]
 *   plain <numbers> <parcels> <step s>
 *
 * Prints as parcel.c does.
 */
#include "common.h"

#define LANES 64

/* Each row one number of the parcels side by side. */
static struct {
	double load[LANES], t[LANES], u1[LANES], u2[LANES], um[LANES], melt[LANES];
	double dose[LANES], growth[LANES], salt[LANES], lost[METALS][LANES], vent[LANES], above[LANES], peak[LANES], rad[LANES], conv[LANES];
	double up400[LANES], up700[LANES], down700[LANES], down500[LANES];
} W;
static long steps;

/* u2 after exact exponentials of q1, q2. */
static inline double second(double u1, double u2, double q1, double q2, double e1, double e2) {
	const double gap = q2 - q1, small = fabs(gap) < 1e-7 ? 1 : 0;
	const double apart = q2 * (e1 - e2) / (gap + small), same = q2 * e2;
	return u2 * e2 + u1 * (small > 0 ? same : apart);
}

static void advance(const Stretch *s, double wished, double clock) {
	const int count = (int)ceil(s->lasts / wished - 1e-9);
	const double dt = s->lasts / count, e2 = s->surface * s->surface, surface4 = e2 * e2;
	const double inverse = 1 / s->emissivity - 1, seen = s->view * SIGMA, below = seen / (inverse + 1 / 0.9), film = 2 * s->film, gas = s->gas;
	for (int n = 0; n < count; n++) {
		const double now = clock + n * dt;
		for (int i = 0; i < LANES; i++) {
			const double load = W.load[i], citrate = load * P.citrate, metal = load * P.metal, nacl = load * P.nacl, salts = load * P.salt;
			const double h1 = citrate * P.h1, h2 = citrate * P.h2, hm = metal * P.hred, t = W.t[i], melt = W.melt[i];
			const double u1 = W.u1[i], u2 = W.u2[i], um = W.um[i], w = held(t), inv = 1 / w;
#define HEAT(w, inv, a1, a2, am) (P.areal * ((cloth + citrate * (P.y1 * (a2 - a1) + P.y2 * (1 - a2))) * carbonHeat(w, inv) + nacl * saltHeat(w, inv, melt) + \
	citrate * P.cpCitrate * a1 + salts * P.cpSalt * am + metal * P.cpAlloy * (1 - am)))
#define FACES(a1) (below + seen * (0.4 + 0.5 * (1 - a1)) / (inverse * (0.4 + 0.5 * (1 - a1)) + 1))
			const double k1 = P.c1.a * EXP(-P.c1.er * inv), k2 = P.c2.a * EXP(-P.c2.er * inv), km = P.red.a * EXP(-P.red.er * inv);
			const double flux = FACES(u1) * (surface4 - t * t * (t * t)), air = film * (gas - t);
			const double net = flux + air - h1 * k1 * u1 - h2 * k2 * (u2 - u1) - hm * km * um, heat = HEAT(w, inv, u1, u2, um);
			const int part = (melt > 0) & (melt < 1), begins = (melt <= 0) & (net > 0), freezes = (melt >= 1) & (net < 0);
			const int stands = (t == TM) & (part | begins | freezes);
			/* Predictor. */
			const double ahead = t + dt * net / heat, tp = stands ? TM : ahead, wp = held(tp), invp = 1 / wp;
			const double a1 = EXP(-k1 * dt), a2 = EXP(-k2 * dt), p1 = u1 * a1, p2 = second(u1, u2, k1 * dt, k2 * dt, a1, a2), pm = um * EXP(-km * dt);
			const double l1 = P.c1.a * EXP(-P.c1.er * invp), l2 = P.c2.a * EXP(-P.c2.er * invp), lm = P.red.a * EXP(-P.red.er * invp);
			const double fluxp = FACES(p1) * (surface4 - tp * tp * (tp * tp)), airp = film * (gas - tp);
			const double netp = fluxp + airp - h1 * l1 * p1 - h2 * l2 * (p2 - p1) - hm * lm * pm, heatp = HEAT(wp, invp, p1, p2, pm);
			/* Corrector. */
			const double q1 = 0.5 * dt * (k1 + l1), q2 = 0.5 * dt * (k2 + l2), qm = 0.5 * dt * (km + lm), b1 = EXP(-q1), b2 = EXP(-q2);
			const double v1 = u1 * b1, v2 = second(u1, u2, q1, q2, b1, b2), vm = um * EXP(-qm);
			const double free = t + 0.5 * dt * (net / heat + netp / heatp), fusion = nacl * FUSION, mean = 0.5 * (net + netp);
			/* Melting and freezing on the enthalpy: what is over the melting point goes into the melt, and back. */
			const double share = (free - TM) * heatp / fusion, stood = melt + mean * dt / fusion;
			const int passes = ((melt < 1) & (t <= TM) & (free > TM)) | ((melt > 0) & (t >= TM) & (free < TM));
			const double crossed = passes ? melt + share : melt, m = stands ? stood : crossed;
			const double least = m < 0 ? 0 : m, bound = least > 1 ? 1 : least;
			const double settled = TM + (m - bound) * fusion / heatp, to = (stands | passes) ? settled : free;
			/* Integrals by the trapezoid: the first half of this step here, the second as the first of the next. */
			const double square = 1 - um, weight = n == 0 ? 0.5 * dt : dt;
			const double x = w * 1e-3, root = sqrt(x), layer = 0.015 * x * root * sqrt(root), kinetic = sqrt(R / (2 * M_PI) * w);
			const double ks = kinetic * (1 / sqrt(M_SALT));
			W.dose[i] += weight * P.doseA * EXP(-P.doseEr * inv);
			W.growth[i] += weight * square * EXP(-P.coarse.er * inv);
			W.salt[i] += weight * EXP(M_LN10 * (10.07184 - 8388.497 / (w - 82.638))) * (M_SALT / R) * inv * (layer * ks / (layer + ks));
			for (int k = 0; k < METALS; k++) {
				const double kk = kinetic * P.invRoot[k];
				W.lost[k][i] += weight * square * P.amount[k] * EXP(P.lnA[k] - P.lnB[k] * inv) * inv * (layer * kk / (layer + kk));
			}
			const double most = W.vent[i], high = W.peak[i], speed = (citrate * (1 - P.y1) * k1 * u1 + citrate * (P.y1 - P.y2) * k2 * (u2 - u1) + (salts - metal) * km * um) * VENT * t;
			W.vent[i] = speed > most ? speed : most;
			W.rad[i] += 0.5 * dt * (flux + fluxp);
			W.conv[i] += 0.5 * dt * (air + airp);
			const double rise = to - t, per = dt / (rise == 0 ? 1 : rise);
			W.above[i] += t > P.aboveK ? dt : 0;
			W.peak[i] = to > high ? to : high;
			const double at400 = now + (400 - t) * per, at500 = now + (500 - t) * per, at700 = now + (700 - t) * per;
			const double was400 = W.up400[i], was700 = W.up700[i], fell700 = W.down700[i], fell500 = W.down500[i];
			W.up400[i] = (t < 400) & (to >= 400) & (was400 < 0) ? at400 : was400;
			W.up700[i] = (t < 700) & (to >= 700) & (was700 < 0) ? at700 : was700;
			W.down700[i] = (t >= 700) & (to < 700) ? at700 : fell700;
			W.down500[i] = (t >= 500) & (to < 500) ? at500 : fell500;
			W.t[i] = to;
			W.melt[i] = bound;
			W.u1[i] = v1 < WHOLE ? 0 : v1;
			W.u2[i] = v2 < WHOLE ? 0 : v2;
			W.um[i] = vm < WHOLE ? 0 : vm;
		}
	}
	steps += (long)count * LANES;
}

static double follow(int from, int parcels, double dt, double *ends) {
	memset(&W, 0, sizeof W);
	for (int i = 0; i < LANES; i++) {
		W.load[i] = loadingOf(from + i);
		W.t[i] = W.peak[i] = 298.15;
		W.u1[i] = W.u2[i] = W.um[i] = 1;
		W.up400[i] = W.up700[i] = -1;
	}
	double clock = 0, sum = 0;
	for (int z = 0; z < stretches; z++) {
		advance(path + z, dt, clock);
		clock += path[z].lasts;
		for (int i = 0; i < LANES && from + i < parcels; i++) ends[(from + i) * stretches + z] = W.t[i];
	}
	for (int i = 0; i < LANES; i++)
		sum += W.growth[i] * P.coarse.a + W.dose[i] + W.salt[i] + W.lost[0][i] + W.vent[i] + W.rad[i] + W.conv[i] + W.down500[i] + W.above[i];
	return sum;
}

int main(int argc, char **argv) {
	if (argc != 4) return 2;
	readNumbers(argv[1]);
	if (P.metals != METALS) return 2;
	const int parcels = atoi(argv[2]);
	const double dt = atof(argv[3]);
	double *ends = malloc(sizeof(double) * parcels * stretches), sum = 0;
	follow(0, parcels, dt, ends);
	steps = 0;
	const double start = now();
	for (int n = 0; n < parcels; n += LANES) sum += follow(n, parcels, dt, ends);
	tell(now() - start, steps, sum, ends, parcels * stretches);
	return 0;
}
