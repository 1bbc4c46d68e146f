namespace Kiln.Functions.Conversions;

/// <summary>What a field of a submission holds.</summary>
internal enum FieldKind
{
    Text,
    Integer,
    Number,
    Boolean,
    Labels,
}
