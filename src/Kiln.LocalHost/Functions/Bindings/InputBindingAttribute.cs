namespace Kiln.LocalHost.Functions;

/// <summary>The base of the attributes that mark a parameter filled by the host beside the trigger.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute;
