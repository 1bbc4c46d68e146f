namespace Kiln.Functions.Surfaces.Lynx.Sampling;

/// <summary>Latin hypercube sampling: of N equal strata of a parameter each is hit by exactly one of N runs.</summary>
internal static class LatinHypercube
{
    /// <summary>Which stratum each run falls into: a permutation of 0 … runs−1, shuffled by Fisher and Yates' method from the last place down.</summary>
    public static int[] Strata(UniformStream shuffle, int runs)
    {
        int[] strata = new int[runs];
        for (int place = 0; place < runs; place++)
        {
            strata[place] = place;
        }

        for (int place = runs - 1; place > 0; place--)
        {
            int other = (int)Math.Floor(shuffle.Fraction(place) * (place + 1));
            (strata[place], strata[other]) = (strata[other], strata[place]);
        }

        return strata;
    }
}
