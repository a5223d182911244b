namespace KernelHost.Models;

/// <summary>The two models an organisation names.</summary>
public enum ModelRole
{
    Default,
    SmallFast,
}

public static class ModelRoleNames
{
    /// <summary>The role's service id.</summary>
    public static string Wire(this ModelRole role) => role == ModelRole.SmallFast ? ServiceIds.SmallFast : ServiceIds.Default;

    /// <summary>A call that leaves the choice to the role.</summary>
    public static ModelRequest Request(this ModelRole role) => new() { Purpose = role == ModelRole.SmallFast ? ModelPurpose.SmallFast : ModelPurpose.Completion };
}
