namespace Kiln.SimReady.Materials;

/// <summary>Splits names of materials, meshes and files into words.</summary>
internal static class NameWords
{
    /// <summary>
    /// The words of a name in lower case: split at every character that is no letter, and before a capital that follows a
    /// small letter or begins a word inside capitals (<c>WoodenCrate_02</c>: wooden, crate; <c>ABSPlastic</c>: abs, plastic).
    /// </summary>
    public static IEnumerable<string> Split(string name)
    {
        int start = -1;
        for (int i = 0; i <= name.Length; i++)
        {
            bool letter = i < name.Length && char.IsLetter(name[i]);
            if (start >= 0 && (!letter || IsCamelBoundary(name, i)))
            {
                yield return name[start..i].ToLowerInvariant();
                start = -1;
            }

            if (letter && start < 0)
            {
                start = i;
            }
        }
    }

    private static bool IsCamelBoundary(string name, int i) =>
        char.IsUpper(name[i])
        && (char.IsLower(name[i - 1]) || (char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1])));
}
