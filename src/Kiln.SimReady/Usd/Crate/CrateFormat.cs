namespace Kiln.SimReady.Usd.Crate;

/// <summary>
/// Facts of the crate format, version 0.8.0, as OpenUSD's crateFile.cpp defines them: a header of 88 bytes (magic, version,
/// offset of the table of contents), values, six sections, and the table of contents. Numbers are little-endian.
/// </summary>
internal static class CrateFormat
{
    public const int HeaderLength = 88;
    public const int TableOffsetAt = 16;
    public const int SectionNameLength = 16;

    /// <summary>Integer arrays shorter than this are written as they are.</summary>
    public const int LeastCompressedLength = 16;

    /// <summary>Ends a set of fields.</summary>
    public const int EndOfFields = -1;

    /// <summary>
    /// The first token. A path's item tells properties from prims by the sign of its token's index, which 0 does not have, so a
    /// token that no property bears comes first.
    /// </summary>
    public const string FirstToken = ";-)";

    public const string Tokens = "TOKENS";
    public const string Strings = "STRINGS";
    public const string Fields = "FIELDS";
    public const string FieldSets = "FIELDSETS";
    public const string Paths = "PATHS";
    public const string Specs = "SPECS";

    /// <summary>A path that is a leaf of the tree.</summary>
    public const int JumpNone = -2;

    /// <summary>A path whose child follows it and which has no later sibling.</summary>
    public const int JumpChild = -1;

    /// <summary>A path without children whose sibling follows it; greater numbers lead to the sibling behind the children.</summary>
    public const int JumpSibling = 0;

    /// <summary>List operation: the list replaces all others; with <see cref="ListHasExplicit"/>.</summary>
    public const byte ListIsExplicit = 1 << 0;

    /// <summary>List operation: explicit items follow.</summary>
    public const byte ListHasExplicit = 1 << 1;

    /// <summary>List operation: items to put in front follow.</summary>
    public const byte ListHasPrepended = 1 << 5;

    /// <summary>The magic number.</summary>
    public static ReadOnlySpan<byte> Magic => "PXR-USDC"u8;

    /// <summary>The version: major, minor, patch.</summary>
    public static ReadOnlySpan<byte> Version => [0, 8, 0];
}
