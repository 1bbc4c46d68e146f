namespace Kiln.SimReady.Usd;

/// <summary>A value of USD type <c>token</c>, to tell it from a <c>string</c>.</summary>
internal readonly record struct UsdToken(string Text);
