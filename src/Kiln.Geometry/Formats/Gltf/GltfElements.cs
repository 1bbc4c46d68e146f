using System.Diagnostics.CodeAnalysis;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Checked ways from one element of a glTF file to another.</summary>
internal static class GltfElements
{
    /// <summary>The element that <paramref name="referrer"/> names by index.</summary>
    /// <exception cref="InvalidModelException">The index is out of range, or the element is null.</exception>
    public static T At<T>(T?[]? elements, int index, string collection, string referrer)
        where T : class
    {
        int count = elements?.Length ?? 0;
        if ((uint)index >= (uint)count)
        {
            throw new InvalidModelException($"{collection}[{index}] does not exist: the file has {count} {collection}", referrer);
        }

        return elements![index] ?? throw new InvalidModelException($"{collection}[{index}] is null", referrer);
    }

    /// <summary>The value of a member that the format requires.</summary>
    /// <exception cref="InvalidModelException">The member is missing.</exception>
    public static int Required([NotNull] int? value, string member, string owner) =>
        value ?? throw new InvalidModelException($"The member \"{member}\" is missing", owner);

    /// <summary>The numbers of a member, finite and of the right count, or the default when it is absent.</summary>
    /// <exception cref="InvalidModelException">The count is wrong or a number is not finite.</exception>
    public static T[] Numbers<T>(T[]? values, T[] whenAbsent, string member, string owner)
        where T : struct, System.Numerics.INumberBase<T>
    {
        if (values is null)
        {
            return whenAbsent;
        }

        if (values.Length != whenAbsent.Length || !Array.TrueForAll(values, T.IsFinite))
        {
            throw new InvalidModelException($"\"{member}\" must hold {whenAbsent.Length} finite numbers", owner);
        }

        return values;
    }

    /// <summary>A finite number, or the default when it is absent.</summary>
    /// <exception cref="InvalidModelException">The number is not finite.</exception>
    public static float Number(float? value, float whenAbsent, string member, string owner) =>
        value is not { } number ? whenAbsent
        : float.IsFinite(number) ? number
        : throw new InvalidModelException($"\"{member}\" is not a finite number", owner);
}
