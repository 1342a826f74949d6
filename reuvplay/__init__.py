"""The paths and answers of Reuv Play, for its web app and programs written for it: views over what `/api/v1/` uses."""
