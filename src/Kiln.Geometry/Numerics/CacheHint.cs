using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Geometry.Numerics;

/// <summary>Tells the processor what will be read soon. Never changes a result.</summary>
internal static class CacheHint
{
    private const int LineSize = 64;

    /// <summary>Begins to load what starts at a value.</summary>
    /// <param name="start">The first value.</param>
    /// <param name="bytes">How far it goes from there; what lies behind the end of an array may be named, as nothing is read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref readonly T start, int bytes)
        where T : struct
    {
        // The collector may move the value meanwhile: the hint is then wasted, no more.
        if (Sse.IsSupported)
        {
            byte* at = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in start));
            for (int offset = 0; offset < bytes; offset += LineSize)
            {
                Sse.Prefetch0(at + offset);
            }

            Sse.Prefetch0(at + bytes - 1);
        }
    }
}
